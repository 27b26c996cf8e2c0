import { env } from '#test-host'
import { afterEach, expect, test, vi } from 'vitest'
import { addDemoStaff, listDemoSignIns } from '../../functions/staff/demo-staff.ts'
import { disableStaff } from '../../functions/staff/add-staff.ts'
import { totpCode } from '../../functions/staff/totp.ts'
import { withFaults } from '../fixtures/faults.ts'
import { asks, cookieOf, makeStaff, signedIn, trySignIn } from '../fixtures/staff.ts'

afterEach(() => void vi.useRealTimers())

const at = (time: number) => vi.useFakeTimers({ toFake: ['Date'], now: time })
const acts = async (objectId: string) =>
  (
    await env.DB.prepare(
      "SELECT action, result FROM audit_events WHERE object_id = ? AND action <> 'staff:add' ORDER BY rowid",
    )
      .bind(objectId)
      .all<{ action: string; result: string }>()
  ).results.map(({ action, result }) => action + ' ' + result)
const WRONG = { issues: [{ code: 'staff.wrong_sign_in' }] }

test('staff sign in with password and code, and the desk knows them', async () => {
  const moderator = await makeStaff('moderator')
  const response = await trySignIn(moderator)
  expect(response.status).toBe(200)
  const [session, device] = response.headers.getSetCookie()
  expect(session).toMatch(/^session=[A-Za-z0-9_-]{43}; Max-Age=36000; Path=\/; HttpOnly; SameSite=Lax$/)
  expect(device).toMatch(/^device=[A-Za-z0-9_.-]{60}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/)
  const me = await asks({ cookie: cookieOf(response) }, '/api/desk/me')
  expect(await me.json()).toEqual({
    staff: { id: moderator.id, name: moderator.name, role: 'moderator', unit: null },
    demo: false,
  })
  expect(me.headers.get('cache-control')).toBe('no-store')
  expect(await acts(moderator.id)).toEqual(['staff:sign_in ok'])
})

test('over https the cookie is bound to this host', async () => {
  const moderator = await makeStaff('moderator')
  const behindTls = { ...env, PORTAL_URL: 'https://portal.example' }
  const response = await trySignIn(moderator, { env: behindTls })
  expect(response.headers.get('set-cookie')).toMatch(/^__Host-session=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  expect((await asks({ cookie: cookieOf(response) }, '/api/desk/me', { env: behindTls })).status).toBe(200)
})

test('whatever is wrong, the answer is the same sentence', async () => {
  const moderator = await makeStaff('moderator')
  const disabled = await makeStaff('moderator')
  await disableStaff(env, disabled.signInName, Date.now())
  const answers = [
    await trySignIn({ ...moderator, signInName: 'nobody-here' }),
    await trySignIn(moderator, { password: 'not the password' }),
    await trySignIn(moderator, { code: '000000' }),
    await trySignIn(moderator, { code: '' }),
    await trySignIn(moderator, { at: Date.now() - 120_000 }),
    await trySignIn(disabled),
  ]
  for (const answer of answers) {
    expect(answer.status).toBe(401)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await answer.json()).toEqual(WRONG)
  }
  expect(await acts(moderator.id)).toEqual(Array(4).fill('staff:sign_in refused:staff.wrong_sign_in'))
  const kept = await env.DB.prepare('SELECT * FROM audit_events').all()
  expect(JSON.stringify(kept.results)).not.toContain('nobody-here')
})

test('an unknown name costs the same work as a wrong password', async () => {
  const moderator = await makeStaff('moderator')
  const cost = async (signInName: string) => {
    const { env: on, watch } = withFaults(env, null)
    await trySignIn({ ...moderator, signInName }, { password: 'not the password', env: on })
    return watch.calls
  }
  await cost('nobody')
  const known = [await cost(moderator.signInName), await cost(moderator.signInName), await cost(moderator.signInName)]
  const unknown = [await cost('nobody-1'), await cost('nobody-2'), await cost('nobody-3')]
  // That the hash is computed too is seen in test/node/passwords-at-once.test.ts: unknown names fill its two places.
  expect(unknown).toEqual(known)
})

test('a code works once, however often and however fast it is sent', async () => {
  const moderator = await makeStaff('moderator')
  const code = totpCode(moderator.totpSecret, Date.now())
  const answers = await Promise.all([trySignIn(moderator, { code }), trySignIn(moderator, { code })])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
  expect((await trySignIn(moderator, { code })).status).toBe(401)
  const sessions = await env.DB.prepare('SELECT COUNT(*) AS n FROM sessions WHERE staff_id = ?')
    .bind(moderator.id)
    .first()
  expect(sessions).toEqual({ n: 1 })
})

test('a code of the step before still works, a used one before it does not', async () => {
  const moderator = await makeStaff('moderator')
  const now = Date.now()
  at(now)
  expect((await trySignIn(moderator, { code: totpCode(moderator.totpSecret, now) })).status).toBe(200)
  expect((await trySignIn(moderator, { code: totpCode(moderator.totpSecret, now - 30_000) })).status).toBe(401)
  const other = await makeStaff('moderator')
  expect((await trySignIn(other, { code: totpCode(other.totpSecret, now - 30_000) })).status).toBe(200)
})

test('a long password counts to its last letter, typed full-width or not', async () => {
  const { hashPassword, passwordHolds } = await import('../../functions/staff/passwords.ts')
  const long = 'ä'.repeat(40) + '-' + 'x'.repeat(40)
  const hash = await hashPassword(long)
  expect(hash).toMatch(/^scrypt\$15\$8\$3\$/)
  expect(await passwordHolds(long, hash)).toBe(true)
  expect(await passwordHolds(long.slice(0, -1), hash)).toBe(false)
  expect(await passwordHolds('１２３abc', await hashPassword('123abc'))).toBe(true)
})

test('a stranger finds nothing at the desk, whatever cookie they bring', async () => {
  for (const cookie of ['', 'session=', 'session=' + 'A'.repeat(43), 'session=%00', "session=' OR 1=1 --"]) {
    const response = await asks({ cookie }, '/api/desk/me')
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ issues: [{ code: 'request.not_found' }] })
  }
})

test('a session planted before sign-in is dead after it, and signing in again kills the old one', async () => {
  const account = await makeStaff('moderator')
  const planted = 'session=' + 'P'.repeat(43)
  const first = await trySignIn(account, { headers: { cookie: planted } })
  const cookie = cookieOf(first)
  expect(cookie).not.toBe(planted)
  expect((await asks({ cookie: planted }, '/api/desk/me')).status).toBe(404)
  const second = await trySignIn(account, { headers: { cookie }, at: Date.now() + 30_000 })
  expect(second.status).toBe(200)
  expect((await asks({ cookie }, '/api/desk/me')).status).toBe(404)
  expect((await asks({ cookie: cookieOf(second) }, '/api/desk/me')).status).toBe(200)
})

test('only the hash of a session is stored', async () => {
  const { cookie } = await signedIn('moderator')
  const stored = await env.DB.prepare('SELECT * FROM sessions').all()
  expect(JSON.stringify(stored.results)).not.toContain(cookie.split('=')[1])
})

test('half an hour without a request ends a session; requests keep it, but not past ten hours', async () => {
  const start = Date.now()
  const idle = await signedIn('moderator')
  const busy = await signedIn('moderator')
  for (let minutes = 25; minutes <= 10 * 60 - 5; minutes += 25) {
    at(start + minutes * 60_000)
    expect((await asks(busy, '/api/desk/me')).status).toBe(200)
    if (minutes === 50) expect((await asks(idle, '/api/desk/me')).status).toBe(404)
  }
  at(start + 10 * 3_600_000 + 60_000)
  expect((await asks(busy, '/api/desk/me')).status).toBe(404)
})

test('signing out ends the session at once and clears what the browser kept', async () => {
  const moderator = await signedIn('moderator')
  const response = await asks(moderator, '/api/staff/sign-out', { method: 'POST' })
  expect(response.status).toBe(200)
  expect(response.headers.get('clear-site-data')).toBe('"cache", "storage"')
  expect(response.headers.get('set-cookie')).toMatch(/^session=; Max-Age=0/)
  expect((await asks(moderator, '/api/desk/me')).status).toBe(404)
  expect((await asks(moderator, '/api/staff/sign-out', { method: 'POST' })).status).toBe(200)
  expect(await acts(moderator.id)).toEqual(['staff:sign_in ok', 'staff:sign_out ok'])
})

test('disabling an account ends its sessions with the next request', async () => {
  const moderator = await signedIn('moderator')
  await disableStaff(env, moderator.signInName, Date.now())
  expect((await asks(moderator, '/api/desk/me')).status).toBe(404)
  // Even where the session's row is still there, as when a sign-in and the disabling cross.
  const crossed = await signedIn('moderator')
  await env.DB.prepare('UPDATE staff SET disabled_at = 1 WHERE id = ?').bind(crossed.id).run()
  expect((await asks(crossed, '/api/desk/me')).status).toBe(404)
})

test('guessing gets slower, for the guesser only', async () => {
  const limited = { ...env, LIMITS: 'on' }
  const account = await makeStaff('moderator')
  const from = (address: string) => ({ env: limited, headers: { 'x-portal-client-address': address } })
  const start = Date.now()
  for (let n = 0; n < 5; n += 1) {
    expect((await trySignIn(account, { ...from('10.0.0.1'), password: 'guess' + n })).status).toBe(401)
  }
  const waiting = await trySignIn(account, from('10.0.0.1'))
  expect(waiting.status).toBe(429)
  expect(waiting.headers.get('retry-after')).toBe('60')
  expect(await waiting.json()).toEqual({ issues: [{ code: 'request.too_many', detail: { minutes: 1 } }] })
  // The owner, elsewhere, is not locked out.
  expect((await trySignIn(account, from('10.0.0.2'))).status).toBe(200)

  let minutes = 1
  for (const expected of [2, 4, 8, 15, 15]) {
    at(Date.now() + minutes * 60_000)
    expect((await trySignIn(account, { ...from('10.0.0.1'), password: 'guess' })).status).toBe(401)
    const next = await trySignIn(account, { ...from('10.0.0.1'), password: 'guess' })
    minutes = ((await next.json()) as { issues: { detail: { minutes: number } }[] }).issues[0]!.detail.minutes
    expect(minutes).toBe(expected)
  }
  expect(Date.now() - start).toBeGreaterThan(29 * 60_000)
  const keys = await env.DB.prepare('SELECT key FROM limits').all()
  expect(JSON.stringify(keys.results)).not.toContain('10.0.0')
}, 60_000)

test('one password tried on many names is slowed like many passwords on one name', async () => {
  const from = { env: { ...env, LIMITS: 'on' }, headers: { 'x-portal-client-address': '10.9.9.9' } }
  const nobody = { signInName: '', password: 'Qinghe-2026', totpSecret: 'AAAAAAAAAAAAAAAA' }
  const statuses = []
  for (let n = 0; n < 21; n += 1) {
    statuses.push((await trySignIn({ ...nobody, signInName: 'name-' + n }, from)).status)
  }
  expect(statuses).toEqual([...Array(20).fill(401), 429])
}, 60_000)

test('demo accounts exist in demo mode only', async () => {
  const demo = { ...env, DEMO: '1' }
  await addDemoStaff({ ...env, DEMO: '0' }, Date.now())
  expect(await env.DB.prepare('SELECT COUNT(*) AS n FROM staff WHERE demo = 1').first()).toEqual({ n: 0 })
  await addDemoStaff(demo, Date.now())
  await addDemoStaff(demo, Date.now())
  const local = { headers: { 'x-portal-client-address': '127.0.0.1' } }
  const { accounts } = (await (await asks(null, '/api/staff/demo', { ...local, env: demo })).json()) as {
    accounts: Awaited<ReturnType<typeof listDemoSignIns>>
  }
  const moderator = accounts.find(({ role }) => role === 'moderator')!
  const sent = { signInName: moderator.signInName, password: moderator.password, totpSecret: '' }
  expect((await trySignIn(sent, { code: moderator.code, env: { ...env, DEMO: '0' } })).status).toBe(401)
  const response = await trySignIn(sent, { code: moderator.code, env: demo })
  expect(response.status).toBe(200)
  // Switched to real use: the demo's open sessions are dead too.
  expect((await asks({ cookie: cookieOf(response) }, '/api/desk/me', { env: demo })).status).toBe(200)
  expect((await asks({ cookie: cookieOf(response) }, '/api/desk/me', { env: { ...env, DEMO: '0' } })).status).toBe(404)
  for (const elsewhere of [{ env: demo }, { ...local, env: { ...env, DEMO: '0' } }]) {
    expect((await asks(null, '/api/staff/demo', elsewhere)).status).toBe(404)
  }
}, 60_000)

test('a sign-in sent from another site is refused, whatever it calls its body', async () => {
  const account = await makeStaff('moderator')
  for (const headers of [
    { origin: 'http://evil.example' },
    { origin: '' },
    { origin: 'http://localhost', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://evil.example', 'content-type': 'text/plain' },
  ]) {
    const response = await trySignIn(account, { headers: headers as Record<string, string> })
    expect(response.status).toBe(403)
    expect(await response.json()).toEqual({ issues: [{ code: 'request.foreign' }] })
    expect(response.headers.get('set-cookie')).toBeNull()
  }
})
