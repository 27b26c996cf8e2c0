import { beforeAll, expect, test } from 'vitest'
import { accountOf, invite, moveAccount, signInByKey, statusAtDesk, withKey } from '../fixtures/accounts.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, cookieOf, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { beforeBatch } from './failing-env.ts'

let admin: SignedIn
beforeAll(async () => {
  admin = await signedIn('administrator')
})
type Listed = { accounts: { id: string; name: string; state: string }[] }
const list = async (query = '') => ((await (await asks(admin, '/api/desk/accounts' + query)).json()) as Listed).accounts

test('an old session is refused after a change of role or unit, and the new one has the new rights only', async () => {
  const { id, key, cookie } = await withKey(admin, { role: 'moderator' })
  const second = cookieOf(await signInByKey(key))
  expect((await asks({ cookie }, '/api/desk/tip-offs')).status).toBe(200)
  expect((await moveAccount(admin, id, { move: 'change', role: 'editor', unit: null })).status).toBe(200)
  for (const old of [cookie, second]) expect(await statusAtDesk(old)).toBe(404)
  const anew = cookieOf(await signInByKey(key))
  expect((await asks({ cookie: anew }, '/api/desk/tip-offs')).status).toBe(403)
  expect((await asks({ cookie: anew }, '/api/desk/surveys')).status).toBe(200)
  expect((await moveAccount(admin, id, { move: 'change', role: 'handler', unit: 'parks' })).status).toBe(200)
  expect(await statusAtDesk(anew)).toBe(404)
  expect((await accountOf(admin, id)).account).toMatchObject({ role: 'handler', unit: 'parks' })
  // What is no handler is bound to no unit, whatever the form said.
  await moveAccount(admin, id, { move: 'change', role: 'supervisor', unit: 'parks' })
  expect((await accountOf(admin, id)).account).toMatchObject({ role: 'supervisor', unit: null })
})

test('disabling ends everything at once; enabling gives back the ways in, not the sessions', async () => {
  const { id, key, cookie } = await withKey(admin)
  expect((await moveAccount(admin, id, { move: 'disable' })).status).toBe(200)
  expect(await statusAtDesk(cookie)).toBe(404)
  expect((await signInByKey(key)).status).toBe(401)
  expect(await codesOf(await moveAccount(admin, id, { move: 'disable' }))).toEqual(['account.cannot_now'])
  expect(await codesOf(await moveAccount(admin, id, { move: 'reset' }))).toEqual(['account.cannot_now'])
  expect((await moveAccount(admin, id, { move: 'enable' })).status).toBe(200)
  expect(await statusAtDesk(cookie)).toBe(404)
  expect((await signInByKey(key)).status).toBe(200)
})

test('a reset takes every way in at once and gives a link; ending sessions takes only those', async () => {
  const { id, key, cookie } = await withKey(admin)
  expect((await moveAccount(admin, id, { move: 'end_sessions' })).status).toBe(200)
  expect(await statusAtDesk(cookie)).toBe(404)
  const again = cookieOf(await signInByKey(key))
  const reset = await moveAccount(admin, id, { move: 'reset' })
  expect(((await reset.json()) as { invited: { token: string } }).invited.token).toMatch(/^[\w-]{43}$/)
  expect(await statusAtDesk(again)).toBe(404)
  expect((await signInByKey(key)).status).toBe(401)
  expect((await accountOf(admin, id)).account).toMatchObject({ state: 'invited', passkeys: 0 })
})

test('nobody changes their own account, and of two who end each other one stays', async () => {
  for (const move of ['disable', 'reset', 'end_sessions'])
    expect(await codesOf(await moveAccount(admin, admin.id, { move }))).toEqual(['account.own'])
  expect(await codesOf(await moveAccount(admin, admin.id, { move: 'change', role: 'editor', unit: null }))).toEqual([
    'account.own',
  ])
  const [one, other] = [
    await withKey(admin, { role: 'administrator' }),
    await withKey(admin, { role: 'administrator' }),
  ]
  // While one's batch waits, the other's is done: whoever acts has to be an administrator still.
  const crossing = beforeBatch(() => moveAccount(other, one.id, { move: 'disable' }))
  const late = await moveAccount(one, other.id, { move: 'disable' }, crossing)
  expect([late.status, await codesOf(late)]).toEqual([409, ['staff.changed_meanwhile']])
  expect((await accountOf(admin, one.id)).account.state).toBe('disabled')
  expect((await accountOf(admin, other.id)).account.state).toBe('active')
  expect(await statusAtDesk(other.cookie)).toBe(200)
})

test('a stale page changes nothing, and says so', async () => {
  const { id, cookie } = await withKey(admin)
  const { version } = (await accountOf(admin, id)).account
  expect((await moveAccount(admin, id, { move: 'change', role: 'editor', unit: null, version })).status).toBe(200)
  const stale = await moveAccount(admin, id, { move: 'disable', version })
  expect([stale.status, await codesOf(stale)]).toEqual([409, ['staff.changed_meanwhile']])
  const crossing = beforeBatch(() => moveAccount(admin, id, { move: 'change', role: 'moderator', unit: null }))
  expect(await codesOf(await moveAccount(admin, id, { move: 'disable' }, crossing))).toEqual([
    'staff.changed_meanwhile',
  ])
  expect((await accountOf(admin, id)).account.state).toBe('active')
  expect(await statusAtDesk(cookie)).toBe(404)
  const acts = await rowsOf("SELECT action, result FROM audit_events WHERE object_id = ? AND action IN ('staff:change', 'staff:disable') ORDER BY rowid", id) // prettier-ignore
  expect(acts.map((act) => `${act['action']} ${act['result']}`)).toEqual([
    'staff:change ok',
    'staff:disable refused:staff.changed_meanwhile',
    'staff:change ok',
    'staff:disable refused:staff.changed_meanwhile',
  ])
})

test('the list is narrowed by state, role, unit and name, and takes any text for a name only', async () => {
  const guest = await invite(admin, { name: '孙百川', role: 'handler', unit: 'parks', signInName: 'sun.baichuan' })
  const working = await withKey(admin, { name: '孙千帆', role: 'handler', unit: 'parks' })
  const idsOf = async (query: string) => (await list(query)).map(({ id }) => id)
  const byUnit = await idsOf('?role=handler&unit=parks')
  expect(byUnit).toContain(guest.id)
  expect(byUnit).toContain(working.id)
  expect(await idsOf('?q=' + encodeURIComponent('孙百'))).toEqual([guest.id])
  expect(await idsOf('?q=SUN.BAI')).toEqual([guest.id])
  expect(await idsOf('?state=invited&unit=parks')).toEqual([guest.id])
  expect(await idsOf('?state=active&unit=parks')).toEqual([working.id])
  await moveAccount(admin, guest.id, { move: 'disable' })
  expect(await idsOf('?state=disabled&unit=parks')).toEqual([guest.id])
  expect(await idsOf('?state=invited&unit=parks')).toEqual([])
  for (const text of ["' OR 1=1 --", '%', '_', '\u0000', '*'])
    expect(await idsOf('?unit=parks&q=' + encodeURIComponent(text)), text).toEqual([])
  const whole = await list('?password_hash=x&state=nonsense')
  expect(whole.length).toBeGreaterThan(2)
})

test('what the desk reads of an account are exactly these fields, and none of its secrets', async () => {
  const { id } = await withKey(admin)
  const keysOf = (thing: object) => Object.keys(thing).sort().join(' ')
  const FIELDS =
    'createdAt demo disabledAt hasPassword id invitedUntil name passkeys role signInName signedInAt state unit version'
  expect(keysOf((await list())[0]!)).toBe(FIELDS)
  const read = await accountOf(admin, id)
  expect(keysOf(read)).toBe('account sessions')
  expect(keysOf(read.account)).toBe(FIELDS)
  expect(keysOf(read.sessions[0]!)).toBe('device id method seenAt startedAt')
  expect((await asks(admin, '/api/desk/accounts/' + crypto.randomUUID())).status).toBe(404)
  expect((await asks(admin, "/api/desk/accounts/' OR 1=1")).status).toBe(404)
  for (const body of [{ move: 'delete' }, { move: 'disable', demo: 0 }, { move: 'change', role: 'king' }, {}]) {
    const answer = await asks(admin, `/api/desk/accounts/${id}/moves`, { json: { version: 1, ...body } })
    expect([400, 422], JSON.stringify(body)).toContain(answer.status)
  }
  expect((await accountOf(admin, id)).account.state).toBe('active')
})
