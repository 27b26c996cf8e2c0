import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { totpCode } from '../../functions/staff/totp.ts'
import { growStale, moveAccount, signInByKey, statusAtDesk, strangerAsks, withKey } from '../fixtures/accounts.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { newPasskey } from '../fixtures/passkeys.ts'
import { asks, cookieOf, signedIn, type SignedIn } from '../fixtures/staff.ts'

let admin: SignedIn
beforeAll(async () => {
  admin = await signedIn('administrator')
})
const own = '/api/desk/my-account'
type Cookie = Pick<SignedIn, 'cookie'>
const passkeysOf = (staffId: string) =>
  rowsOf<{ id: string; name: string }>(
    'SELECT id, name FROM passkeys WHERE staff_id = ? ORDER BY created_at, id',
    staffId,
  )

/** Adds another passkey to the account of whoever this is. */
const addKey = async (who: Cookie, name = '手机') => {
  const key = await newPasskey()
  const options = await asks(who, own + '/passkeys/options', { json: {} })
  if (options.status !== 200) return { key, answer: options }
  const passkey = await key.register((await options.json()) as never)
  return { key, passkey, answer: await asks(who, own + '/passkeys', { json: { passkey, name } }) }
}

test('a colleague signs in with a passkey alone, under a new token, and the desk knows them', async () => {
  const colleague = await withKey(admin, { name: '钱一一', role: 'handler', unit: 'sanitation' })
  const me = (await (await asks(colleague, '/api/desk/me')).json()) as { staff: object }
  expect(me.staff).toEqual({ id: colleague.id, name: '钱一一', role: 'handler', unit: 'sanitation' })
  const second = await signInByKey(colleague.key)
  expect(cookieOf(second)).not.toBe(colleague.cookie)
  expect(second.headers.getSetCookie()[1]).toMatch(/^device=/)
  expect(JSON.stringify(await rowsOf('SELECT * FROM sessions'))).not.toContain(cookieOf(second).split('=')[1])
})

test('a passkey signs in at this portal, now, once, and with its user verified, or not at all', async () => {
  const { id, key } = await withKey(admin)
  const wrong = [
    await signInByKey(key, { origin: 'https://evil.example' }),
    await signInByKey(key, { rpId: 'evil.example' }),
    await signInByKey(key, { verified: false }),
    await signInByKey(await newPasskey()),
    // A copy of the key that has fallen behind.
    await signInByKey(key, { counter: 1 }),
  ]
  for (const answer of wrong) {
    expect(answer.status).toBe(401)
    expect(await answer.json()).toEqual({ issues: [{ code: 'staff.wrong_passkey' }] })
    expect(answer.headers.get('set-cookie')).toBeNull()
  }
  const options = await (await strangerAsks('/api/staff/passkeys/options', {})).json()
  const passkey = await key.use(options as never, { counter: 40 })
  const send = () => strangerAsks('/api/staff/passkeys', { passkey })
  const answers = await Promise.all([send(), send(), send()])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401])
  expect((await send()).status).toBe(401)
  const broken = { ...passkey, response: { ...passkey.response, signature: passkey.response.signature.slice(0, -4) } }
  expect((await strangerAsks('/api/staff/passkeys', { passkey: broken })).status).toBe(401)
  // Somebody else's handle with one's own signature.
  const other = await withKey(admin)
  const forged = await key.use((await (await strangerAsks('/api/staff/passkeys/options', {})).json()) as never)
  const handle = btoa(other.id).replaceAll('=', '')
  const swapped = { ...forged, response: { ...forged.response, userHandle: handle } }
  expect((await strangerAsks('/api/staff/passkeys', { passkey: swapped })).status).toBe(401)
  expect((await moveAccount(admin, id, { move: 'disable' })).status).toBe(200)
  expect((await signInByKey(key)).status).toBe(401)
})

test('without https or localhost there are no passkeys, whatever host somebody claims', async () => {
  for (const [url, portal] of [
    ['http://portal.example/api/staff/passkeys/options', undefined],
    ['http://192.168.1.20:4321/api/staff/passkeys/options', undefined],
    ['http://localhost/api/staff/passkeys/options', 'http://10.0.0.5'],
  ] as const) {
    const on = { ...env, ...(portal && { PORTAL_URL: portal }) }
    const { app } = await import('../../functions/app.ts')
    const headers = { origin: new URL(url).origin, 'content-type': 'application/json' }
    expect(await codesOf(await app.request(url, { method: 'POST', headers, body: '{}' }, on))).toEqual([
      'passkey.needs_https',
    ])
  }
  const on = { ...env, PORTAL_URL: 'https://portal.example' }
  const options = (await (await strangerAsks('/api/staff/passkeys/options', {}, on)).json()) as { rpId: string }
  expect(options.rpId).toBe('portal.example')
})

test('another passkey asks for a second factor shown within five minutes, in this session', async () => {
  const colleague = await withKey(admin)
  const elsewhere = cookieOf(await signInByKey(colleague.key))
  expect((await addKey(colleague)).answer.status).toBe(201)
  await growStale(colleague.id)
  expect(await codesOf((await addKey(colleague)).answer)).toEqual(['staff.proof_needed'])

  const offered = (await (await asks(colleague, own + '/proof/options', { json: {} })).json()) as {
    challenge: string
    allowCredentials: { id: string }[]
  }
  expect(offered.allowCredentials).toHaveLength(2)
  const passkey = await colleague.key.use(offered as never)
  // Shown in one session, it opens nothing in another.
  expect((await asks({ cookie: elsewhere }, own + '/proof', { json: { passkey } })).status).toBe(401)
  expect((await asks(colleague, own + '/proof', { json: { passkey } })).status).toBe(200)
  expect((await asks(colleague, own + '/proof', { json: { passkey } })).status).toBe(401)
  expect((await addKey(colleague)).answer.status).toBe(201)
  expect(await codesOf((await addKey({ cookie: elsewhere })).answer)).toEqual(['staff.proof_needed'])
})

test('a code shows a second factor too, and is used up by it; guessing ends after ten tries', async () => {
  const moderator = await signedIn('moderator')
  await growStale(moderator.id)
  const now = Date.now()
  const used = totpCode(moderator.totpSecret, now)
  expect(await codesOf(await asks(moderator, own + '/proof', { json: { code: used } }))).toEqual(['code.wrong'])
  await env.DB.prepare('UPDATE staff SET totp_last_step = 0 WHERE id = ?').bind(moderator.id).run()
  expect((await asks(moderator, own + '/proof', { json: { code: used } })).status).toBe(200)
  expect((await asks(moderator, own + '/proof', { json: { code: used } })).status).toBe(422)
  expect((await addKey(moderator)).answer.status).toBe(201)
  const limited = { ...env, LIMITS: 'on' }
  const guess = () => asks(moderator, own + '/proof', { json: { code: 'x' }, env: limited })
  for (let n = 0; n < 10; n += 1) expect((await guess()).status).toBe(422)
  expect((await guess()).status).toBe(429)
})

test('a passkey is named and removed by its owner only, and never the last way in', async () => {
  const [one, other] = [await withKey(admin), await withKey(admin)]
  const [key] = await passkeysOf(one.id)
  const move = (who: Cookie, id: string, json: unknown) => asks(who, `${own}/passkeys/${id}`, { json })
  expect((await move(one, key!.id, { move: 'rename', name: '窗口电脑' })).status).toBe(200)
  expect((await passkeysOf(one.id))[0]!.name).toBe('窗口电脑')
  expect((await move(other, key!.id, { move: 'rename', name: '我的' })).status).toBe(404)
  expect((await move(other, key!.id, { move: 'remove' })).status).toBe(404)
  expect(await codesOf(await move(one, key!.id, { move: 'rename', name: 'a\u0000b' }))).toEqual([
    'text.strange_characters',
  ])
  expect(await codesOf(await move(one, key!.id, { move: 'remove' }))).toEqual(['passkey.last_way_in'])

  const added = await addKey(one)
  expect(added.answer.status).toBe(201)
  // Sent again: a challenge is spent once.
  const again = { passkey: added.passkey, name: '又一个' }
  expect(await codesOf(await asks(one, own + '/passkeys', { json: again }))).toEqual(['staff.wrong_passkey'])
  const both = await passkeysOf(one.id)
  const removals = await Promise.all(both.map(({ id }) => move(one, id, { move: 'remove' })))
  expect(removals.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await passkeysOf(one.id)).toHaveLength(1)
  await growStale(one.id)
  expect(await codesOf(await move(one, (await passkeysOf(one.id))[0]!.id, { move: 'remove' }))).toEqual([
    'staff.proof_needed',
  ])
  expect(await statusAtDesk(one.cookie)).toBe(200)
})
