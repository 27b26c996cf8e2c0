import { env } from '#test-host'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { forgetInvitations } from '../../functions/accounts/forget-invitations.ts'
import { disableStaff, resetStaff } from '../../functions/staff/add-staff.ts'
import {
  acceptLink,
  acceptWithKey,
  aGuest,
  GOOD_PASSWORD,
  invite,
  moveAccount,
  offeredCode,
  openLink,
  postInvitation,
  signInByKey,
  statusAtDesk,
  strangerAsks,
} from '../fixtures/accounts.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { newPasskey } from '../fixtures/passkeys.ts'
import { asks, cookieOf, signedIn, trySignIn, type SignedIn } from '../fixtures/staff.ts'
import { everythingKept } from './every-table.ts'

let admin: SignedIn
beforeAll(async () => {
  admin = await signedIn('administrator')
})
afterEach(() => void vi.useRealTimers())
const at = (time: number) => vi.useFakeTimers({ toFake: ['Date'], now: time })

test('an invited colleague sets password and app, is given ten codes once, and signs in; the link is dead then', async () => {
  const { id, token, expiresAt } = await invite(admin, { signInName: 'zhou.yi', name: '周一', role: 'editor' })
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(expiresAt - Date.now()).toBeGreaterThan(71 * 3_600_000)
  const opened = (await (await openLink(token)).json()) as Record<string, unknown>
  expect(opened).toMatchObject({ name: '周一', signInName: 'zhou.yi', role: 'editor', unit: null })

  const { secret } = await offeredCode(token)
  const accepted = await acceptLink(token)
  expect(accepted.status).toBe(200)
  const { recoveryCodes } = (await accepted.json()) as { recoveryCodes: string[] }
  expect(new Set(recoveryCodes).size).toBe(10)
  for (const code of recoveryCodes) expect(code).toMatch(/^\d{4}(-\d{4}){3}$/)

  const again = await acceptLink(token, { code: '000000' })
  expect([again.status, await codesOf(again)]).toEqual([409, ['invitation.used']])
  expect(await codesOf(await openLink(token))).toEqual(['invitation.used'])

  const account = { signInName: 'zhou.yi', password: GOOD_PASSWORD, totpSecret: secret }
  const signed = await trySignIn(account, { at: Date.now() + 30_000 })
  expect(signed.status).toBe(200)
  expect(await statusAtDesk(cookieOf(signed))).toBe(200)
  // A recovery code stands for the app's, once, however it is typed.
  const [code] = recoveryCodes as [string]
  expect((await trySignIn(account, { code: code.replaceAll('-', ' ') })).status).toBe(200)
  expect((await trySignIn(account, { code })).status).toBe(401)
  expect((await trySignIn(account, { code: recoveryCodes[1]!, password: 'wrong' })).status).toBe(401)

  const kept = await everythingKept(env)
  for (const secretThing of [token, secret, GOOD_PASSWORD, ...recoveryCodes, recoveryCodes[2]!.replaceAll('-', '')]) {
    expect(kept).not.toContain(secretThing)
  }
  const acts = await rowsOf(
    "SELECT action, result FROM audit_events WHERE object_id = ? AND result = 'ok' ORDER BY rowid",
    id,
  )
  expect(acts.map((one) => one['action'])).toEqual(['staff:invite', 'staff:accept', 'staff:sign_in', 'staff:sign_in'])
}, 60_000)

test('before the link is taken up nobody signs in to the account, and its name is taken', async () => {
  const { token } = await invite(admin, { signInName: 'zhou.er' })
  expect((await trySignIn({ signInName: 'zhou.er', password: '', totpSecret: 'AAAAAAAAAAAAAAAA' })).status).toBe(401)
  const again = await postInvitation(admin, { signInName: 'zhou.er' })
  expect([again.status, await codesOf(again)]).toEqual([409, ['staff.name_taken']])
  expect((await openLink(token)).status).toBe(200)
})

test('an invitation lasts 72 hours to the second, and dies with its account, its sender and a newer one', async () => {
  const start = Date.now()
  at(start)
  const link = await invite(admin)
  at(start + 72 * 3_600_000 - 1)
  expect((await openLink(link.token)).status).toBe(200)
  at(start + 72 * 3_600_000)
  expect(await codesOf(await openLink(link.token))).toEqual(['invitation.expired'])
  expect(await codesOf(await acceptLink(link.token, { code: '000000' }))).toEqual(['invitation.expired'])
  vi.useRealTimers()

  const disabled = await invite(admin)
  expect((await moveAccount(admin, disabled.id, { move: 'disable' })).status).toBe(200)
  expect(await codesOf(await openLink(disabled.token))).toEqual(['invitation.revoked'])
  expect((await moveAccount(admin, disabled.id, { move: 'enable' })).status).toBe(200)
  expect(await codesOf(await openLink(disabled.token))).toEqual(['invitation.revoked'])

  const revoked = await invite(admin)
  expect((await moveAccount(admin, revoked.id, { move: 'revoke_invitation' })).status).toBe(200)
  expect(await codesOf(await acceptLink(revoked.token, { code: '000000' }))).toEqual(['invitation.revoked'])

  const old = await invite(admin)
  const reset = await moveAccount(admin, old.id, { move: 'reset' })
  const { invited } = (await reset.json()) as { invited: { token: string } }
  expect(await codesOf(await openLink(old.token))).toEqual(['invitation.revoked'])
  expect((await openLink(invited.token)).status).toBe(200)
  // The operator's command takes it back too: nothing that was ended comes to life by another way.
  const row = await rowsOf<{ sign_in_name: string }>('SELECT sign_in_name FROM staff WHERE id = ?', old.id)
  await resetStaff(env, row[0]!.sign_in_name, Date.now())
  expect(await codesOf(await openLink(invited.token))).toEqual(['invitation.revoked'])

  const sender = await signedIn('administrator')
  const orphan = await invite(sender)
  await disableStaff(env, sender.signInName, Date.now())
  expect(await codesOf(await openLink(orphan.token))).toEqual(['invitation.inviter_gone'])
  expect(await codesOf(await acceptLink(orphan.token, { code: '000000' }))).toEqual(['invitation.inviter_gone'])
}, 60_000)

test('a month after its end nothing is left of an invitation, and not a day before', async () => {
  const { token, expiresAt } = await invite(admin)
  await forgetInvitations(env, expiresAt + 30 * 86_400_000)
  expect((await openLink(token)).status).toBe(200)
  await forgetInvitations(env, expiresAt + 30 * 86_400_000 + 1)
  expect(await codesOf(await openLink(token))).toEqual(['invitation.unknown'])
})

test('a link opened by two at the same moment lets one of them in', async () => {
  const { id, token } = await invite(admin)
  const answers = await Promise.all([acceptWithKey(token), acceptWithKey(token), acceptWithKey(token)])
  expect(answers.map(({ answer }) => answer.status).sort()).toEqual([200, 409, 409])
  expect(await rowsOf('SELECT id FROM passkeys WHERE staff_id = ?', id)).toHaveLength(1)
  for (const { answer, key } of answers) expect((await signInByKey(key)).status).toBe(answer.status === 200 ? 200 : 401)
})

test('a poor password or a wrong code leaves the link good, and nothing behind', async () => {
  const { id, token } = await invite(admin, { signInName: 'zhou.san', name: '周三三' })
  const { code } = await offeredCode(token)
  for (const [password, said] of [
    ['short-one', 'password.too_short'],
    ['password-2026!', 'password.common'],
    ['zhou.san-qinghe-2026', 'password.common'],
    ['qwertyuiop123456', 'password.common'],
  ]) {
    expect(await codesOf(await acceptLink(token, { password, code }))).toEqual([said])
  }
  expect(await codesOf(await acceptLink(token, { code: code === '000000' ? '111111' : '000000' }))).toEqual([
    'code.wrong',
  ])
  expect(await rowsOf('SELECT password_hash FROM staff WHERE id = ?', id)).toEqual([{ password_hash: null }])
  expect(await rowsOf('SELECT 1 FROM recovery_codes WHERE staff_id = ?', id)).toEqual([])
  expect((await openLink(token)).status).toBe(200)
})

test('a passkey made for one invitation opens no other, nor one made elsewhere', async () => {
  const [mine, other] = [await invite(admin), await invite(admin)]
  const key = await newPasskey()
  const optionsOf = async (token: string) =>
    (await (await strangerAsks('/api/staff/invitations/passkey-options', { token })).json()) as never
  const send = (token: string, passkey: unknown) =>
    strangerAsks('/api/staff/invitations/passkey', { token, passkey, name: '电脑' })
  const options = await optionsOf(mine.token)
  for (const passkey of [
    await key.register(await optionsOf(other.token)),
    await key.register(options, { origin: 'https://evil.example' }),
    await key.register(options, { rpId: 'evil.example' }),
    await key.register(options, { verified: false }),
    await key.register({ ...(options as object), challenge: 'A'.repeat(51) } as never),
  ]) {
    expect(await codesOf(await send(mine.token, passkey))).toEqual(['staff.wrong_passkey'])
  }
  const late = Date.now() + 10 * 60_000
  at(late)
  expect(await codesOf(await send(mine.token, await key.register(options)))).toEqual(['staff.wrong_passkey'])
  vi.useRealTimers()
  expect((await send(mine.token, await key.register(options))).status).toBe(200)
})

test('unknown links are one answer, counted by their misses; a real one opens all the same', async () => {
  const limited = { ...env, LIMITS: 'on' }
  const from = { 'x-portal-client-address': '10.7.7.7' }
  const { token } = await invite(admin)
  const bodies = new Set<string>()
  const statuses = []
  for (let n = 0; n < 11; n += 1) {
    const wrong = n % 2 ? 'nonsense' : 'B'.repeat(42) + n.toString(36)
    const answer = await strangerAsks('/api/staff/invitations', { token: wrong }, limited, from)
    statuses.push(answer.status)
    if (answer.status === 404) bodies.add(await answer.text())
  }
  expect(statuses).toEqual([...Array(10).fill(404), 429])
  expect(bodies.size).toBe(1)
  expect((await strangerAsks('/api/staff/invitations', { token }, limited, from)).status).toBe(200)
  // Pasted as a whole link.
  const whole = `https://portal.example/desk/invitation/#${token}\n`
  expect((await openLink(whole)).status).toBe(200)
})

test('what is no invitation is refused with the field to mend, and makes nothing', async () => {
  const before = await rowsOf('SELECT count(*) AS n FROM staff')
  for (const [over, code] of [
    [{ name: '' }, 'staff_name.missing'],
    [{ name: '名' }, 'staff_name.too_short'],
    [{ name: '名\u202e字' }, 'text.strange_characters'],
    [{ signInName: 'X' }, 'staff.bad_sign_in_name'],
    [{ signInName: "a'; DROP TABLE staff; --" }, 'staff.bad_sign_in_name'],
    [{ role: 'king' }, 'staff.bad_role'],
    [{ role: 'handler' }, 'unit.missing'],
    [{ role: 'handler', unit: 'nowhere' }, 'unit.unknown'],
    [{ demo: 1 }, 'request.malformed'],
    [{ password_hash: 'x' }, 'request.malformed'],
    [{ id: crypto.randomUUID() }, 'request.malformed'],
    [{ version: 7 }, 'request.malformed'],
  ] as const) {
    expect(await codesOf(await postInvitation(admin, over)), JSON.stringify(over)).toEqual([code])
  }
  expect(await rowsOf('SELECT count(*) AS n FROM staff')).toEqual(before)
  for (const role of ['moderator', 'supervisor', 'auditor'] as const) {
    const other = { cookie: (await signedIn(role)).cookie }
    expect((await asks(other, '/api/desk/accounts/invitations', { json: aGuest() })).status).toBe(403)
  }
}, 60_000)
