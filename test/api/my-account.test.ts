import { env } from '#test-host'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { district } from '../../functions/district.ts'
import { addStaff } from '../../functions/staff/add-staff.ts'
import { totpCode } from '../../functions/staff/totp.ts'
import { GOOD_PASSWORD, growStale, signInByKey, statusAtDesk, withKey } from '../fixtures/accounts.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, cookieOf, makeStaff, signedIn, trySignIn, type SignedIn } from '../fixtures/staff.ts'

let admin: SignedIn
beforeAll(async () => {
  admin = await signedIn('administrator')
})
afterEach(() => {
  vi.useRealTimers()
  district.staff_profile = 'ASVS'
})
const own = '/api/desk/my-account'
type Who = Pick<SignedIn, 'cookie'>
const change = (who: Who, current: string, password: string) =>
  asks(who, own + '/password', { json: { current, password } })
const mine = async (who: Who) => (await (await asks(who, own)).json()) as Record<string, unknown>

test('who changes their password must know it, and is then signed in here only', async () => {
  const colleague = await signedIn('moderator')
  const elsewhere = cookieOf(await trySignIn(colleague, { at: Date.now() + 30_000 }))
  expect(await codesOf(await change(colleague, 'not it', GOOD_PASSWORD))).toEqual(['password.wrong'])
  expect(await codesOf(await change(colleague, colleague.password, colleague.password))).toEqual([
    'password.used_before',
  ])
  expect(await codesOf(await change(colleague, colleague.password, '12345678901234'))).toEqual(['password.common'])
  expect(await statusAtDesk(elsewhere)).toBe(200)
  expect((await change(colleague, colleague.password, GOOD_PASSWORD)).status).toBe(200)
  expect(await statusAtDesk(elsewhere)).toBe(404)
  expect(await statusAtDesk(colleague.cookie)).toBe(200)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
  expect((await trySignIn(colleague)).status).toBe(401)
  expect((await trySignIn({ ...colleague, password: GOOD_PASSWORD })).status).toBe(200)
  // Only the profile that asks for it keeps what a password was.
  expect(await rowsOf('SELECT 1 FROM former_passwords')).toEqual([])
}, 60_000)

test('a password somebody else made opens nothing but its own change', async () => {
  const wanted = { signInName: 'first.admin', name: '第一人', role: 'administrator' as const, unit: null }
  const added = await addStaff(env, wanted, Date.now(), true)
  if (!added.ok) throw new Error('not added')
  const { password, otpauth } = added.value
  const totpSecret = new URL(otpauth).searchParams.get('secret')!
  const cookie = cookieOf(await trySignIn({ signInName: 'first.admin', password, totpSecret }))
  const first = { cookie }
  expect(await (await asks(first, '/api/desk/me')).json()).toMatchObject({ passwordDue: true })
  expect(await mine(first)).toMatchObject({ passwordDue: true, password: true })
  for (const path of ['/api/desk/accounts', '/api/desk/tip-offs', own + '/totp', '/api/desk/audit'])
    expect(await codesOf(await asks(first, path)), path).toEqual(['staff.password_due'])
  expect(await codesOf(await asks(first, own + '/passkeys/options', { json: {} }))).toEqual(['staff.password_due'])
  expect((await change(first, password, GOOD_PASSWORD)).status).toBe(200)
  expect(await (await asks(first, '/api/desk/me')).json()).not.toHaveProperty('passwordDue')
  expect((await asks(first, '/api/desk/accounts')).status).toBe(200)
})

test('under 等保 passwords have classes, end after 90 days, and do not come back; passkeys do not end', async () => {
  district.staff_profile = '等保'
  const colleague = await signedIn('moderator')
  const to = (current: string, next: string) => change(colleague, current, next)
  expect(await codesOf(await to(colleague.password, 'Ab1'))).toEqual(['password.too_short'])
  expect(await codesOf(await to(colleague.password, 'mulberrykite'))).toEqual(['password.too_plain'])
  const words = ['Mulb-47rry', 'Lant-83ern', 'Thist-19le', 'Hazel-52nut', 'Juni-66per', 'Willo-38wed']
  let current = colleague.password
  for (const next of words) {
    expect((await to(current, next)).status).toBe(200)
    current = next
  }
  expect(await codesOf(await to(current, words[1]!))).toEqual(['password.used_before'])
  expect(await rowsOf('SELECT 1 FROM former_passwords WHERE staff_id = ?', colleague.id)).toHaveLength(5)

  const ninetyDays = 90 * 86_400_000
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ninetyDays + 60_000 })
  const signed = { cookie: cookieOf(await trySignIn({ ...colleague, password: current })) }
  expect(await codesOf(await asks(signed, '/api/desk/tip-offs'))).toEqual(['staff.password_due'])
  expect((await change(signed, current, 'Cedar-71wood')).status).toBe(200)
  expect((await asks(signed, '/api/desk/tip-offs')).status).toBe(200)
  vi.useRealTimers()
  const withPasskey = await withKey(admin)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ninetyDays * 2 })
  const later = { cookie: cookieOf(await signInByKey(withPasskey.key)) }
  expect((await asks(later, '/api/desk/tip-offs')).status).toBe(200)
}, 60_000)

test('a new authenticator app counts from its first code on, and the old one no more', async () => {
  const colleague = await signedIn('moderator')
  await growStale(colleague.id)
  for (const [path, init] of [
    [own + '/totp', {}],
    [own + '/totp', { json: { code: '123456' } }],
    [own + '/recovery-codes', { json: {} }],
  ] as const)
    expect(await codesOf(await asks(colleague, path, init))).toEqual(['staff.proof_needed'])
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
  expect(
    (await asks(colleague, own + '/proof', { json: { code: totpCode(colleague.totpSecret, Date.now()) } })).status,
  ).toBe(200)
  const offer = async () =>
    (await (await asks(colleague, own + '/totp')).json()) as { secret: string; needsPassword: boolean }
  const offered = await offer()
  expect(await offer()).toEqual(offered)
  expect(offered.needsPassword).toBe(false)
  const secret = offered.secret.replaceAll(' ', '')
  expect(secret).not.toBe(colleague.totpSecret)
  expect(await codesOf(await asks(colleague, own + '/totp', { json: { code: totpCode(colleague.totpSecret, Date.now()) } }))).toEqual(['code.wrong']) // prettier-ignore
  expect((await asks(colleague, own + '/totp', { json: { code: totpCode(secret, Date.now()) } })).status).toBe(200)
  expect((await offer()).secret).not.toBe(offered.secret)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
  expect((await trySignIn(colleague)).status).toBe(401)
  expect((await trySignIn({ ...colleague, totpSecret: secret })).status).toBe(200)
})

test('new recovery codes end the old ones; who has passkeys only gets them with a first password', async () => {
  const colleague = await withKey(admin, { signInName: 'wu.daoyi', name: '吴道一' })
  expect(await codesOf(await asks(colleague, own + '/recovery-codes', { json: {} }))).toEqual(['password.none'])
  expect(await codesOf(await change(colleague, '', GOOD_PASSWORD))).toEqual(['password.none'])
  const offered = (await (await asks(colleague, own + '/totp')).json()) as { secret: string; needsPassword: boolean }
  expect(offered.needsPassword).toBe(true)
  const totpSecret = offered.secret.replaceAll(' ', '')
  const code = totpCode(totpSecret, Date.now())
  const set = (json: object) => asks(colleague, own + '/totp', { json })
  expect(await codesOf(await set({ code }))).toEqual(['password.missing'])
  expect(await codesOf(await set({ code, password: 'wu.daoyi.2026' }))).toEqual(['password.common'])
  const first = (await (await set({ code, password: GOOD_PASSWORD })).json()) as { recoveryCodes: string[] }
  expect(first.recoveryCodes).toHaveLength(10)
  const renewed = (await (await asks(colleague, own + '/recovery-codes', { json: {} })).json()) as typeof first
  expect(await mine(colleague)).toMatchObject({ recoveryCodes: 10, password: true })
  const account = { signInName: 'wu.daoyi', password: GOOD_PASSWORD, totpSecret }
  expect((await trySignIn(account, { code: first.recoveryCodes[0]! })).status).toBe(401)
  const answers = await Promise.all([0, 1].map(() => trySignIn(account, { code: renewed.recoveryCodes[0]! })))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
  expect(await mine(colleague)).toMatchObject({ recoveryCodes: 9 })
})

test('everybody sees where they are signed in, in plain words, and ends what is not them', async () => {
  const account = await makeStaff('moderator')
  const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0'
  const here = { cookie: cookieOf(await trySignIn(account, { headers: { 'user-agent': edge } })) }
  const there = cookieOf(await trySignIn(account, { at: Date.now() + 30_000 }))
  const sessions = async () => (await mine(here))['sessions'] as { id: string; device: string; here: boolean }[]
  expect((await sessions()).find((one) => one.here)?.device).toBe('windows edge')
  const other = (await sessions()).find((one) => !one.here)!
  const end = (who: Who, json: object) => asks(who, own + '/sessions', { json })
  // Another's session is none of theirs.
  expect((await end(admin, { move: 'end', id: other.id })).status).toBe(404)
  expect(await statusAtDesk(there)).toBe(200)
  expect((await end(here, { move: 'end', id: other.id })).status).toBe(200)
  expect(await statusAtDesk(there)).toBe(404)
  expect(await end(here, { move: 'end', id: other.id }).then(codesOf)).toEqual(['session.not_found'])
  expect((await end(here, { move: 'end_others' })).status).toBe(200)
  expect(await statusAtDesk(here.cookie)).toBe(200)
  expect(await statusAtDesk(admin.cookie)).toBe(200)
  const kept = JSON.stringify(await rowsOf('SELECT * FROM sessions'))
  expect(kept).not.toMatch(/Mozilla|130\.0/)
})

test('one’s own account tells exactly these fields, and none of its secrets', async () => {
  const account = await mine(admin)
  expect(Object.keys(account).sort().join(' ')).toBe(
    'demo fresh passkeys passkeysPossible password passwordDue passwordDueAt passwordSetAt profile provedUntil recoveryCodes sessions signInName staff',
  )
  for (const [path, json] of [
    ['/password', { current: 'x', password: 'y', staff_id: admin.id }],
    ['/totp', { code: '1', role: 'administrator' }],
    ['/proof', {}],
    ['/proof', { code: '1', passkey: {} }],
    ['/sessions', { move: 'end' }],
    ['/passkeys/x', { move: 'steal' }],
  ] as const)
    expect((await asks(admin, own + path, { json })).status, path).toBe(400)
})
