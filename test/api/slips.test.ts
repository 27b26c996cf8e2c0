import { env } from '#test-host'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { DAY, HOUR } from '../../functions/domain/shanghai-day.ts'
import { issueSlips } from '../../functions/supervision/issue-slips.ts'
import { aRow, at, clearAll, give, turn } from '../fixtures/clockwork.ts'
import { aCase } from '../fixtures/cases.ts'
import { codesOf, moved, readAs, rowsOf, versionOf } from '../fixtures/desk.ts'
import { D1_ERRORS, withFaults } from '../fixtures/faults.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { post } from './a-tip-off.ts'
import { publishAsStaff } from './move-as-staff.ts'

let moderator: SignedIn, handler: SignedIn
beforeAll(async () => {
  ;[moderator, handler] = [await signedIn('moderator'), await signedIn('handler', 'sanitation')]
}, 60_000)
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

type Listed = { slips: { id: string; number: string }[]; next: string | null }
const listed = async (who: SignedIn, asked: string) => {
  const answer = (await (await asks(who, '/api/desk/slips?' + asked)).json()) as Listed
  return answer.slips.map(({ number }) => number)
}
const waiting = async (who: SignedIn) =>
  ((await (await asks(who, '/api/desk/slips/waiting')).json()) as { waiting: number }).waiting

test('slips are asked for by state, day and number; a unit sees and counts its own, the supervisor the red ones', async () => {
  const [supervisor, parks] = [await signedIn('supervisor'), await signedIn('handler', 'parks')]
  const id = await given(monday, monday - DAY)
  const late = await given(at('2026-11-02 10:00'), at('2026-11-01 10:00'))
  await issueSlips(env, monday + HOUR)
  const [row] = await rowsOf<{ number: string }>('SELECT number FROM tip_offs WHERE id = ?', id)
  const [white, ofLate] = ['督〔2026〕白002号', ['督〔2026〕红001号', '督〔2026〕黄001号', '督〔2026〕白001号']]
  expect(await listed(moderator, '')).toEqual([white, ...ofLate])
  expect(await listed(moderator, 'number=' + row!.number)).toEqual([white])
  expect(await listed(moderator, 'number=' + encodeURIComponent(white))).toEqual([white])
  expect(await listed(moderator, 'from=2026-11-23&to=2026-11-23')).toEqual([white])
  expect(await listed(moderator, 'to=2026-11-22')).toEqual(ofLate)
  expect([await waiting(handler), await waiting(supervisor)]).toEqual([4, 1])
  expect([await waiting(parks), await waiting(moderator)]).toEqual([0, 0])
  expect(await listed(parks, 'unit=sanitation')).toEqual([])
  const [red] = await rowsOf<{ id: string }>("SELECT id FROM slips WHERE colour = 'red'")
  expect((await moveSlip(handler, red!.id, { move: 'answer', said: '已清运', version: 1 })).status).toBe(200)
  expect([await waiting(handler), await waiting(supervisor)]).toEqual([3, 0])
  expect(await listed(moderator, 'state=open&colour=red')).toEqual([])
  expect(await listed(moderator, 'state=answered')).toEqual(['督〔2026〕红001号'])
  // Whoever looks at an older page reads who was faster.
  const stale = (await (
    await moveSlip(moderator, red!.id, { move: 'note', said: '限今天', version: 1 })
  ).json()) as object
  expect(stale).toMatchObject({
    issues: [{ code: 'slip.changed_meanwhile', detail: { by: handler.name, minutes: 0 } }],
  })
  // On the case: all of them for the office; for another unit that gets it, none of the first one's.
  const slipsAt = async (who: SignedIn) => (await readAs(who, late)).slips.map(({ colour }) => colour)
  expect(await slipsAt(moderator)).toEqual(['white', 'yellow', 'red'])
  await give(late, 'parks', monday + 60 * DAY, monday)
  expect(await slipsAt(parks)).toEqual([])
})

test('marks are read by the office on both cases; the public and the reporter read nothing of marks or slips', async () => {
  const { id, number, receipt } = await aCase()
  await moved(moderator, id, { move: 'accept' })
  await moved(moderator, id, { move: 'assign', unit: 'sanitation' })
  const earlier = await aRow(monday)
  await turn(earlier, 'closed', monday)
  const [of] = await rowsOf<{ number: string }>('SELECT number FROM tip_offs WHERE id = ?', earlier)
  const mark = async (what: string, json: object) =>
    (await asks(moderator, `/api/desk/tip-offs/${id}/${what}`, { json: { ...json, version: await versionOf(id) } }))
      .status
  expect(await mark('urgency', { urgent: true, note: '校门口' })).toBe(200)
  expect(await mark('rebound', { of: of!.number, note: '同一处' })).toBe(200)
  expect((await issue(id, 'yellow')).status).toBe(201)
  const [view, before] = [await readAs(moderator, id), await readAs(moderator, earlier)]
  expect(view.tipOff).toMatchObject({ urgentAt: expect.any(Number) as number, isRebound: true, reboundCount: 0 })
  expect(view.related).toMatchObject([{ way: 'rebound_of', id: earlier }])
  expect([before.tipOff.reboundCount, before.related.map((one) => one.way)]).toEqual([1, ['rebound']])
  // The unit knows that it is one, not of which case.
  expect(await readAs(handler, id)).toMatchObject({ tipOff: { isRebound: true }, related: [] })
  const queue = await (await asks(moderator, '/api/desk/tip-offs?number=' + number)).json()
  expect(queue).toMatchObject({ cases: [{ urgent: true, rebound: true, slip: 'yellow', backlog: false }] })
  await publishAsStaff(env, number)
  for (const answer of [
    await app.request('/api/tip-offs/board/' + number, {}, env as never),
    await app.request('/api/tip-offs/board', {}, env as never),
    await post(env, '/api/tip-offs/track', { receipt }),
  ]) {
    expect(answer.status).toBe(200)
    expect(await answer.text()).not.toMatch(/slip|urgent|rebound|督/i)
  }
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
