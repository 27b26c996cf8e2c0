import { env } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import { BULK } from '../../functions/domain/bulk.ts'
import { forgetBulkActs } from '../../functions/tip-offs/forget-bulk-acts.ts'
import { moveMany, movedMany, undo, undone } from '../fixtures/bulk.ts'
import { aCase, anAfterPhoto } from '../fixtures/cases.ts'
import { codesOf, moved, readAs, rowsOf, versionOf } from '../fixtures/desk.ts'
import { withFaults } from '../fixtures/faults.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { post } from './a-tip-off.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})

let moderator: SignedIn
let second: SignedIn
let handler: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  second = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
}, 60_000)

const some = async (count: number, over: Record<string, unknown> = {}) => {
  const made = []
  for (let n = 0; n < count; n += 1) made.push(await aCase({ photo: false, ...over }))
  return made
}
const rowOf = async (id: string) =>
  (
    await rowsOf(
      'SELECT status, unit, due_at, rectified_by, closed_at, merged_into, question_open, reopened_count FROM tip_offs WHERE id = ?',
      id,
    )
  )[0]!
const resultsOf = (act: { cases: { id: string; result: string }[] }) =>
  Object.fromEntries(act.cases.map(({ id, result }) => [id, result]))

test('many cases are accepted and assigned at once; one that was changed meanwhile is said and stops no other', async () => {
  const [one, two, three] = await some(3)
  const stale = await versionOf(two!.id)
  await moved(second, two!.id, { move: 'ask', said: '靠近哪一边？' })
  const cases = [
    { id: one!.id, version: 1 },
    { id: two!.id, version: stale },
    { id: three!.id, version: 1 },
    { id: crypto.randomUUID(), version: 1 },
  ]
  const act = await movedMany(moderator, [], { move: 'accept', cases })
  expect(resultsOf(act)).toEqual({
    [one!.id]: 'ok',
    [two!.id]: 'tip_off.changed_meanwhile',
    [three!.id]: 'ok',
    [cases[3]!.id]: 'tip_off.not_found',
  })
  expect((await rowOf(one!.id)).status).toBe('accepted')
  expect((await rowOf(two!.id)).status).toBe('received')
  // As the rules propose for each category, or all to one unit.
  await movedMany(moderator, [one!.id], { move: 'assign' })
  expect((await rowOf(one!.id)).unit).toBe('sanitation')
  await movedMany(moderator, [three!.id], { move: 'assign', unit: 'parks' })
  expect(await rowOf(three!.id)).toMatchObject({ status: 'assigned', unit: 'parks' })
  const read = await asks(moderator, '/api/desk/tip-offs/bulk-acts/' + act.id)
  expect(resultsOf((await read.json()) as never)).toEqual(resultsOf(act))
  // What somebody else did at once is theirs to take back.
  expect((await asks(second, '/api/desk/tip-offs/bulk-acts/' + act.id)).status).toBe(404)
  expect((await undo(second, act.id)).status).toBe(404)
})

test('a blank of the unit is filled for each case, another stops that case, and no reply is sent with one', async () => {
  const [one, two] = await some(2)
  await moved(moderator, one!.id, { move: 'accept' })
  const said = '【承办单位】会来看。'
  const act = await movedMany(moderator, [two!.id], { move: 'accept', said })
  expect(resultsOf(act)[two!.id]).toBe('ok')
  const view = await readAs(moderator, two!.id)
  expect(view.events.at(-1)!.said).not.toContain('【')
  const again = await movedMany(moderator, [one!.id], { move: 'reject', said: '请在【日期】再看。' })
  expect(resultsOf(again)[one!.id]).toBe('said.blank_left')
})

test('for ten minutes it is taken back: each case is as it was, with an event, and what was not sent is not sent', async () => {
  const [one, two, three] = await some(3, { contact: { name: '李梅', phone: '19900005678' } })
  const ids = [one!.id, two!.id, three!.id]
  const before = await Promise.all(ids.map(rowOf))
  const act = await movedMany(moderator, ids, { move: 'reject', said: '不属于本区管理。' })
  await moved(second, two!.id, { move: 'reopen', note: '属于我们' })
  // Of one, the message was on its way already.
  await env.DB.prepare("UPDATE outbox_messages SET state = 'sent' WHERE number = ? AND audience = 'reporter'")
    .bind(three!.number)
    .run()
  const answer = await undone(moderator, act.id)
  expect(answer.cases.map(({ id, undone: how, told }) => [id, how, told]).sort()).toEqual(
    [
      [one!.id, 'ok', false],
      [two!.id, 'tip_off.changed_meanwhile', false],
      [three!.id, 'ok', true],
    ].sort(),
  )
  expect(await rowOf(one!.id)).toEqual(before[0])
  expect(await rowOf(three!.id)).toEqual(before[2])
  expect((await rowOf(two!.id)).status).toBe('accepted')
  const { events } = await readAs(moderator, one!.id)
  expect(events.map(({ kind, from, to }) => [kind, from, to])).toEqual([
    ['filed', null, 'received'],
    ['reject', 'received', 'rejected'],
    ['undo', 'rejected', 'received'],
  ])
  const news = "SELECT state FROM outbox_messages WHERE number = ? AND topic = 'tip_off.news' AND audience = 'reporter'"
  expect(await rowsOf(news, one!.number)).toEqual([])
  expect(await rowsOf(news, three!.number)).toEqual([{ state: 'sent' }])
  expect(
    await rowsOf("SELECT result, detail FROM audit_events WHERE action = 'tip_off:undo' AND object_id = ?", one!.id),
  ).toEqual([{ result: 'ok', detail: 'reject' }])
  // The reporter reads that it was taken back.
  const tracked = await (await post(env, '/api/tip-offs/track', { receipt: one!.receipt })).json()
  expect((tracked as { timeline: { kind: string }[] }).timeline.map(({ kind }) => kind)).toEqual([
    'filed',
    'reject',
    'undo',
  ])
  // Pressed again, and late: nothing more happens.
  expect(await undone(moderator, act.id)).toEqual(answer)
  await env.DB.prepare('UPDATE bulk_acts SET made_at = made_at - ?')
    .bind(BULK.undoMs + 1)
    .run()
  const late = await undo(moderator, act.id)
  expect([late.status, await codesOf(late)]).toEqual([409, ['bulk_act.too_late']])
})

test('a closing that is taken back is in no figure, and the states are counted as they are', async () => {
  const [one] = await some(1)
  await movedMany(moderator, [one!.id], { move: 'accept' })
  await movedMany(moderator, [one!.id], { move: 'assign' })
  await anAfterPhoto(handler, one!.id)
  await moved(handler, one!.id, { move: 'rectify' })
  const blocked = await movedMany(handler, [one!.id], { move: 'verify' })
  expect(resultsOf(blocked)[one!.id]).toBe('staff.not_allowed')
  await movedMany(moderator, [one!.id], { move: 'verify' })
  const figures = () => rowsOf('SELECT * FROM daily_figures ORDER BY day')
  const tallies = () => rowsOf('SELECT * FROM queue_tallies ORDER BY scope')
  const was = [await figures(), await tallies(), await rowOf(one!.id)]
  const act = await movedMany(moderator, [one!.id], { move: 'close', said: '【承办单位】处理好了。' })
  expect((await rowOf(one!.id)).status).toBe('closed')
  expect(await figures()).not.toEqual(was[0])
  await undone(moderator, act.id)
  expect([await figures(), await tallies(), await rowOf(one!.id)]).toEqual(was)
})

test('whichever call fails, a case is moved with its event, its audit row and its row of the act, or not at all', async () => {
  for (let call = 3; ; call += 1) {
    const [one, two] = await some(2)
    const broken = withFaults(env, { call, error: 'Network connection lost.', after: call % 2 === 0 })
    const response = await moveMany(moderator, [one!.id, two!.id], { move: 'accept' }, broken.env)
    expect([call, response.status === 200 || response.status === 503]).toEqual([call, true])
    for (const { id } of [one!, two!]) {
      const [found] = await rowsOf<Record<string, number>>(
        `SELECT (SELECT status = 'accepted' FROM tip_offs WHERE id = ?1) AS moved,
           (SELECT count(*) FROM tip_off_events WHERE tip_off_id = ?1 AND kind = 'accept') AS events,
           (SELECT count(*) FROM audit_events WHERE object_id = ?1 AND action = 'tip_off:accept' AND result = 'ok') AS acts,
           (SELECT count(*) FROM bulk_act_cases WHERE tip_off_id = ?1 AND result = 'ok') AS rows`,
        id,
      )
      expect([call, new Set(Object.values(found!)).size]).toEqual([call, 1])
    }
    if (!broken.watch.fired) break
    expect(call).toBeLessThan(40)
  }
}, 60_000)

test('whichever call of taking back fails, the next press ends it', async () => {
  for (let call = 3; ; call += 1) {
    const [one, two] = await some(2)
    const act = await movedMany(moderator, [one!.id, two!.id], { move: 'accept' })
    const broken = withFaults(env, { call, error: 'Network connection lost.' })
    const response = await undo(moderator, act.id, broken.env)
    expect(response.status).toBe(broken.watch.fired ? 503 : 200)
    await undone(moderator, act.id)
    for (const { id } of [one!, two!]) {
      expect((await rowOf(id)).status).toBe('received')
      expect(
        await rowsOf("SELECT count(*) AS n FROM tip_off_events WHERE tip_off_id = ? AND kind = 'undo'", id),
      ).toEqual([{ n: 1 }])
    }
    if (!broken.watch.fired) break
  }
}, 60_000)

test('nobody moves too many at once, none at all, or by a body of another shape', async () => {
  const [one] = await some(1)
  const at = (cases: unknown, body: object = {}) =>
    asks(moderator, '/api/desk/tip-offs/moves', { json: { move: 'accept', cases, ...body } })
  const many = Array.from({ length: 51 }, () => ({ id: crypto.randomUUID(), version: 1 }))
  expect(await codesOf(await at([]))).toEqual(['bulk.none_chosen'])
  expect(await codesOf(await at(many))).toEqual(['bulk.too_many'])
  for (const cases of [
    'x',
    null,
    [1],
    [{ id: 'x', version: 1 }],
    [{ id: one!.id }],
    [{ id: one!.id, version: 1, status: 'closed' }],
  ])
    expect((await at(cases)).status).toBe(400)
  for (const body of [{ move: 'publish' }, { move: 'withdraw' }, { said: ['x'] }, { note: 'x' }])
    expect((await at([{ id: one!.id, version: 1 }], body)).status).toBe(400)
  expect((await rowOf(one!.id)).status).toBe('received')
  // The same case twice in one act is moved once.
  const twice = await movedMany(moderator, [one!.id, one!.id], { move: 'accept' })
  expect(twice.cases.map(({ result }) => result)).toEqual(['ok'])
  for (const id of ['x', crypto.randomUUID()]) expect((await undo(moderator, id)).status).toBe(404)
})

test('after thirty days nothing tells any more who moved what together', async () => {
  await forgetBulkActs(env, Date.now() + 31 * 86_400_000)
  expect(await rowsOf('SELECT id FROM bulk_acts UNION ALL SELECT tip_off_id FROM bulk_act_cases')).toEqual([])
})

test('many are marked as urgent at once and their units told; taken back, nobody unsent is told and none is urgent', async () => {
  const [one, two] = await some(2)
  const ids = [one!.id, two!.id]
  await movedMany(moderator, ids, { move: 'accept' })
  await movedMany(moderator, ids, { move: 'assign', unit: 'sanitation' })
  const urgent = () => rowsOf('SELECT id FROM tip_offs WHERE urgent_at IS NOT NULL')
  const told = () => rowsOf("SELECT audience FROM outbox_messages WHERE topic = 'tip_off.mark_urgent'")
  // Only the office marks.
  const refused = await movedMany(handler, ids, { move: 'mark_urgent' })
  expect(Object.values(resultsOf(refused))).toEqual(['staff.not_allowed', 'staff.not_allowed'])
  expect(await urgent()).toEqual([])
  const act = await movedMany(moderator, ids, { move: 'mark_urgent' })
  expect(Object.values(resultsOf(act))).toEqual(['ok', 'ok'])
  expect((await urgent()).length).toBe(2)
  expect(await told()).toEqual([{ audience: 'unit:sanitation' }, { audience: 'unit:sanitation' }])
  const again = await movedMany(moderator, ids, { move: 'mark_urgent' })
  expect(Object.values(resultsOf(again))).toEqual(['urgency.already', 'urgency.already'])
  expect((await undone(moderator, act.id)).cases.map((each) => each.undone)).toEqual(['ok', 'ok'])
  expect(await urgent()).toEqual([])
  expect(await told()).toEqual([])
  expect((await rowOf(one!.id)).status).toBe('assigned')
})

test('an assignment to a unit that helped is taken back: it helps again, by the deadline of before', async () => {
  const [one] = await some(1)
  await moved(moderator, one!.id, { move: 'accept' })
  await moved(moderator, one!.id, { move: 'joint', unit: 'parks' })
  const helping = () => rowsOf('SELECT unit, open, due_at FROM tip_off_joint_units WHERE tip_off_id = ?', one!.id)
  const before = await helping()
  const act = await movedMany(moderator, [one!.id], { move: 'assign', unit: 'parks' })
  expect(await helping()).toEqual([])
  await undone(moderator, act.id)
  expect(await helping()).toEqual(before)
})
