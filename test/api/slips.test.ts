import { env } from '#test-host'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { DAY, HOUR } from '../../functions/domain/shanghai-day.ts'
import { issueSlips } from '../../functions/supervision/issue-slips.ts'
import { aRow, at, clearAll, give, turn } from '../fixtures/clockwork.ts'
import { codesOf, rowsOf, versionOf } from '../fixtures/desk.ts'
import { D1_ERRORS, withFaults } from '../fixtures/faults.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let moderator: SignedIn, handler: SignedIn
beforeAll(async () => {
  ;[moderator, handler] = [await signedIn('moderator'), await signedIn('handler', 'sanitation')]
})
beforeEach(clearAll)

const colours = async () =>
  (await rowsOf<{ colour: string }>('SELECT colour FROM slips ORDER BY due_at, id')).map(({ colour }) => colour)
const issue = async (id: string, colour: string, over: object = {}) =>
  asks(moderator, '/api/desk/slips', {
    json: { tipOff: id, colour, reason: '领导交办', version: await versionOf(id), ...over },
  })
const moveSlip = (who: SignedIn, id: string, json: object) => asks(who, `/api/desk/slips/${id}/moves`, { json })
const given = async (due: number, now: number) => {
  const id = await aRow(now - DAY)
  await give(id, 'sanitation', due, now)
  return id
}
const monday = at('2026-11-23 10:00')

test('red tells unit, desk and supervisor, yellow unit and desk, white the unit alone', async () => {
  await given(monday, monday - DAY * 3)
  await issueSlips(env, monday + 30 * DAY)
  const told = await rowsOf('SELECT topic, audience FROM outbox_messages ORDER BY topic, audience')
  expect(told.map(({ topic, audience }) => `${String(topic)} ${String(audience)}`)).toEqual([
    'slip.red desk',
    'slip.red supervisor',
    'slip.red unit:sanitation',
    'slip.white unit:sanitation',
    'slip.yellow desk',
    'slip.yellow unit:sanitation',
  ])
})

test('another deadline in the same term brings no second white slip, another unit begins anew', async () => {
  const id = await given(monday, monday - 3 * DAY)
  await issueSlips(env, monday)
  await give(id, 'sanitation', monday + DAY, monday + HOUR)
  await issueSlips(env, monday + DAY)
  expect(await colours()).toEqual(['white'])
  await give(id, 'parks', monday + 2 * DAY, monday + DAY + HOUR)
  await issueSlips(env, monday + 2 * DAY)
  expect(await colours()).toEqual(['white', 'white'])
})

test('sent back after checking, late for several colours at once, only the gravest is told', async () => {
  const id = await given(monday, monday - 3 * DAY)
  await turn(id, 'rectified', monday - HOUR)
  await turn(id, 'assigned', monday + 14 * DAY)
  await issueSlips(env, monday + 15 * DAY)
  expect(await colours()).toEqual(['red'])
})

test('in time, in the backlog or closed: no slip', async () => {
  const [inTime, closed] = [await given(monday, monday - DAY), await given(monday, monday - DAY)]
  await turn(inTime, 'rectified', monday)
  await turn(closed, 'closed', monday - HOUR)
  const put = await given(monday, monday - DAY)
  await give(put, 'sanitation', monday + 60 * DAY, monday - HOUR)
  await issueSlips(env, monday + 30 * DAY)
  expect(await colours()).toEqual([])
})

test('killed at any step, or its answer lost, and run again: the same slips, none twice, no number skipped', async () => {
  for (const after of [false, true]) {
    for (let call = 1; ; call += 1) {
      await clearAll()
      await given(monday, monday - 3 * DAY)
      await given(monday + HOUR, monday - 3 * DAY)
      const { env: failing, watch } = withFaults(env, { call, error: D1_ERRORS[call % D1_ERRORS.length]!, after })
      await issueSlips(failing, monday + 30 * DAY).catch(() => undefined)
      await issueSlips(env, monday + 30 * DAY)
      const numbers = (await rowsOf<{ number: string }>('SELECT number FROM slips ORDER BY number')).map(
        (one) => one.number,
      )
      expect(numbers).toEqual(['白', '红', '黄'].flatMap((sign) => [1, 2].map((n) => `督〔2026〕${sign}00${n}号`)))
      expect((await rowsOf('SELECT id FROM outbox_messages')).length).toBe(12)
      if (!watch.fired) break
    }
  }
})

test('by hand: not the same twice, not back from red to yellow, not without a reason or a unit', async () => {
  const id = await given(Date.now() + DAY, Date.now())
  expect(await codesOf(await issue(id, 'red', { reason: '' }))).toEqual(['slip_text.missing'])
  expect((await issue(id, 'red')).status).toBe(201)
  expect(await codesOf(await issue(id, 'red'))).toEqual(['slip.same_again'])
  expect(await codesOf(await issue(id, 'yellow'))).toEqual(['slip.not_back'])
  expect(await codesOf(await issue(id, 'yellow', { version: 99 }))).toEqual(['slip.case_changed'])
  const nobodys = await aRow(Date.now())
  expect(await codesOf(await issue(nobodys, 'white'))).toEqual(['slip.not_assigned'])
  // The clock goes no way back either.
  await issueSlips(env, Date.now() + 60 * DAY)
  expect(await colours()).toEqual(['red'])
})

test('two who issue at once leave one slip', async () => {
  const id = await given(Date.now() + DAY, Date.now())
  const statuses = (await Promise.all([issue(id, 'white'), issue(id, 'white')])).map(({ status }) => status)
  expect(statuses.sort()).toEqual([201, 409])
  expect(await colours()).toEqual(['white'])
})

test('a slip is signed for, noted, answered by its unit; a withdrawn one keeps its number', async () => {
  const id = await given(Date.now() + DAY, Date.now())
  const slip = (await (await issue(id, 'white')).json()) as { id: string; number: string }
  expect(await codesOf(await moveSlip(handler, slip.id, { move: 'note', said: '限今天整改', version: 1 }))).toEqual([
    'staff.not_allowed',
  ])
  expect((await moveSlip(moderator, slip.id, { move: 'note', said: '限今天整改', version: 1 })).status).toBe(200)
  expect(await codesOf(await moveSlip(handler, slip.id, { move: 'acknowledge', version: 1 }))).toEqual([
    'slip.changed_meanwhile',
  ])
  expect((await moveSlip(handler, slip.id, { move: 'acknowledge', version: 2 })).status).toBe(200)
  expect(await codesOf(await moveSlip(handler, slip.id, { move: 'answer', version: 3 }))).toEqual(['slip_text.missing'])
  const answered = await moveSlip(handler, slip.id, { move: 'answer', said: '已清运', version: 3 })
  expect(await answered.json()).toMatchObject({
    state: 'answered',
    note: { text: '限今天整改' },
    answer: { text: '已清运' },
  })
  const withdrawn = await moveSlip(moderator, slip.id, { move: 'withdraw', said: '开错了', version: 4 })
  expect(await withdrawn.json()).toMatchObject({ state: 'withdrawn', number: slip.number })
  expect(await codesOf(await issue(id, 'white'))).toEqual(['slip.same_again'])
  const acts = await rowsOf("SELECT action FROM audit_events WHERE object_id = ? AND result = 'ok'", slip.id)
  expect(acts.length).toBe(5)
})

test('hostile input is refused, never answered with 5xx', async () => {
  const id = await given(Date.now() + DAY, Date.now())
  for (const over of [
    { colour: 'black' },
    { reason: 'x\u0000y' },
    { extra: 1 },
    { tipOff: "' OR 1=1" },
    { version: 0 },
  ]) {
    expect((await issue(id, 'white', over)).status).toBeLessThan(500)
  }
  for (const path of ['?colour=%00', '?unit=%27--', '?after=zzz', '?tipOff=%FF', '/nothing']) {
    expect((await asks(moderator, '/api/desk/slips' + path)).status).toBeLessThan(500)
  }
  expect(await colours()).toEqual([])
})
