import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { shanghaiDay } from '../../functions/domain/shanghai-day.ts'
import type { Queue } from '../../functions/tip-offs/list-queue.ts'
import type { ReporterView } from '../../functions/tip-offs/reporter-view.ts'
import { aCase, anAfterPhoto, sendAfterPhoto } from '../fixtures/cases.ts'
import { codesOf, move, moved, readAs, rowsOf, versionOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let moderator: SignedIn
let handler: SignedIn
let helper: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
  helper = await signedIn('handler', 'parks')
}, 60_000)

const CONTACT = { name: '李梅', phone: '19900005678' }
const assigned = async (over: Record<string, unknown> = {}) => {
  const filed = await aCase({ contact: CONTACT, ...over })
  await moved(moderator, filed.id, { move: 'accept' })
  await moved(moderator, filed.id, { move: 'assign', unit: 'sanitation' })
  return filed
}
const refusedWith = async (staff: SignedIn, id: string, body: { move: string } & Record<string, unknown>) =>
  codesOf(await move(staff, id, body))
const track = async (receipt: string) =>
  (await (await asks(null, '/api/tip-offs/track', { json: { receipt } })).json()) as ReporterView
const audiences = async (number: string) =>
  (
    await rowsOf<{ audience: string }>(
      "SELECT audience FROM outbox_messages WHERE number = ? AND topic IN ('tip_off.news', 'tip_off.handed_back') ORDER BY rowid",
      number,
    )
  ).map(({ audience }) => audience)
const jointOf = async (staff: SignedIn) =>
  ((await (await asks(staff, '/api/desk/tip-offs?status=joint')).json()) as Queue).cases.map(({ id }) => id)
/** A working day about `days` from now that the calendar knows: not a weekend, not in a holiday of late 2026. */
const aWorkDay = (from: number, days: number) => {
  for (let at = from + days * 86_400_000; ; at += 86_400_000) {
    const day = shanghaiDay(at)
    const weekday = new Date(day + 'T00:00:00Z').getUTCDay()
    if (weekday % 6 !== 0 && !/-(01-0[1-3]|05-0[1-5]|10-0[1-8])$/.test(day)) return day
  }
}

test('a case goes from one unit to another, is counted, and only the new one has it', async () => {
  const { id, number } = await assigned()
  const before = await readAs(moderator, id)
  expect(await refusedWith(handler, id, { move: 'transfer', unit: 'parks', note: '归园林' })).toEqual([
    'staff.not_allowed',
  ])
  expect(await refusedWith(moderator, id, { move: 'transfer', unit: 'parks' })).toEqual(['note.missing'])
  expect(await refusedWith(moderator, id, { move: 'transfer', unit: 'sanitation', note: '同一个' })).toEqual([
    'unit.same',
  ])
  expect(await refusedWith(moderator, id, { move: 'transfer', unit: 'gone', note: '没有' })).toEqual(['unit.unknown'])
  // To a unit again is a transfer, never an assignment that nobody counts.
  expect(await refusedWith(moderator, id, { move: 'assign', unit: 'parks' })).toEqual(['tip_off.move_not_allowed'])
  const after = await moved(moderator, id, { move: 'transfer', unit: 'parks', note: '这一段归园林' })
  expect(after.tipOff).toMatchObject({ status: 'assigned', unit: 'parks', transfers: 1 })
  expect(after.tipOff.assignedAt).toBeGreaterThanOrEqual(before.tipOff.assignedAt!)
  expect(after.events.at(-1)).toMatchObject({ kind: 'transfer', unit: 'parks', note: '这一段归园林' })
  expect((await asks(handler, '/api/desk/tip-offs/' + id)).status).toBe(404)
  await moved(helper, id, { move: 'hand_back', note: '也不是我们' })
  const back = await readAs(moderator, id)
  expect(back.tipOff).toMatchObject({ status: 'accepted', unit: null, assignedAt: null, transfers: 2 })
  expect(await audiences(number)).toEqual([
    'reporter',
    'reporter',
    'unit:sanitation',
    'reporter',
    'unit:parks',
    'unit:sanitation',
    'desk',
  ])
  const [tallies] = await rowsOf("SELECT assigned FROM queue_tallies WHERE scope = 'parks'")
  expect(tallies).toEqual({ assigned: 0 })
})

test('a unit that helps sees the case without the reporter, sends photos and notes, and does not answer for it', async () => {
  const { id } = await assigned({ text: '垃圾桶满了三天，我是李梅，电话 19900005678。' })
  expect(await refusedWith(moderator, id, { move: 'joint', unit: 'sanitation' })).toEqual(['unit.same'])
  expect((await asks(helper, '/api/desk/tip-offs/' + id)).status).toBe(404)
  const tallies = await rowsOf("SELECT * FROM queue_tallies WHERE scope IN ('parks', 'sanitation') ORDER BY scope")
  await moved(moderator, id, { move: 'joint', unit: 'parks' })
  expect(await refusedWith(moderator, id, { move: 'joint', unit: 'parks' })).toEqual(['unit.helps_already'])
  const response = await asks(helper, '/api/desk/tip-offs/' + id)
  const said = await response.text()
  expect(said).not.toMatch(/19900005678|contact|solved/i)
  expect((JSON.parse(said) as { allowedMoves: string[] }).allowedMoves).toEqual(['add_note'])
  expect(await jointOf(helper)).toEqual([id])
  expect(await jointOf(handler)).toEqual([])
  expect(await jointOf(moderator)).toEqual([])

  const photo = await anAfterPhoto(helper, id)
  expect((await asks(helper, '/api/desk/photos/' + photo.id)).status).toBe(200)
  await moved(helper, id, { move: 'add_note', note: '树枝已经清掉' })
  const seen = await readAs(handler, id)
  expect(seen.events.at(-1)).toMatchObject({ kind: 'add_note', unit: 'parks', note: '树枝已经清掉' })
  expect(seen.tipOff.jointUnits).toEqual(['parks'])
  for (const name of ['rectify', 'hand_back', 'ask_extension']) {
    const refused = await move(helper, id, { move: name, note: '原因', until: '2026-12-01' })
    expect([name, refused.status, await codesOf(refused)]).toEqual([name, 403, ['tip_off.lead_only']])
  }
  // Helping is counted nowhere.
  expect(await rowsOf("SELECT * FROM queue_tallies WHERE scope IN ('parks', 'sanitation') ORDER BY scope")).toEqual(
    tallies,
  )
  const queue = (await (await asks(helper, '/api/desk/tip-offs')).json()) as Queue
  expect(queue.cases.map((one) => one.id)).not.toContain(id)

  await moved(moderator, id, { move: 'unjoint', unit: 'parks' })
  expect((await asks(helper, '/api/desk/tip-offs/' + id)).status).toBe(404)
  expect((await sendAfterPhoto(helper, id)).status).toBe(404)
  expect(await jointOf(helper)).toEqual([])
  expect(await refusedWith(moderator, id, { move: 'unjoint', unit: 'parks' })).toEqual(['tip_off.move_not_allowed'])
})

test('who helped and is given the case answers for it; a case that is done leaves the list of those who help', async () => {
  const { id } = await assigned()
  await moved(moderator, id, { move: 'joint', unit: 'parks' })
  await moved(moderator, id, { move: 'joint', unit: 'health' })
  const given = await moved(moderator, id, { move: 'transfer', unit: 'parks', note: '由园林牵头' })
  expect(given.tipOff.jointUnits).toEqual(['health'])
  expect(await jointOf(helper)).toEqual([])
  const doctor = await signedIn('handler', 'health')
  const [listed] = ((await (await asks(doctor, '/api/desk/tip-offs?status=joint')).json()) as Queue).cases
  expect(listed).toMatchObject({ id, unit: 'parks', dueAt: given.tipOff.dueAt })
  await anAfterPhoto(helper, id)
  await moved(helper, id, { move: 'rectify' })
  await moved(moderator, id, { move: 'verify' })
  await moved(moderator, id, { move: 'close', said: '已经清理，谢谢您。' })
  expect(await jointOf(doctor)).toEqual([])
})

test('a unit asks for more time before the limit; the reporter reads why, never the unit’s own words', async () => {
  const { id, number, receipt } = await assigned()
  const { tipOff, latestExtension } = await readAs(handler, id)
  const until = aWorkDay(tipOff.dueAt, 1)
  expect(await refusedWith(handler, id, { move: 'ask_extension', until })).toEqual(['note.missing'])
  expect(await refusedWith(handler, id, { move: 'ask_extension', note: '等配件' })).toEqual(['until.missing'])
  expect(await refusedWith(handler, id, { move: 'ask_extension', note: '等配件', until: '2026-02-30' })).toEqual([
    'until.unreadable',
  ])
  expect(
    await refusedWith(handler, id, { move: 'ask_extension', note: '等配件', until: aWorkDay(latestExtension, 3) }),
  ).toEqual(['until.too_far'])
  expect(
    await refusedWith(handler, id, { move: 'ask_extension', note: '等配件', until: aWorkDay(tipOff.dueAt, -9) }),
  ).toEqual(['until.not_later'])
  expect(await refusedWith(moderator, id, { move: 'ask_extension', note: '等配件', until })).toEqual([
    'staff.not_allowed',
  ])
  expect(await refusedWith(moderator, id, { move: 'grant_extension', said: '要多几天。' })).toEqual([
    'tip_off.move_not_allowed',
  ])

  await moved(handler, id, { move: 'ask_extension', note: '内部：配件没到', until })
  expect((await readAs(moderator, id)).allowedMoves).toEqual(
    expect.arrayContaining(['grant_extension', 'refuse_extension']),
  )
  expect((await readAs(handler, id)).allowedMoves).not.toContain('ask_extension')
  expect(await refusedWith(handler, id, { move: 'grant_extension', said: '我们自己同意。' })).toEqual([
    'staff.not_allowed',
  ])
  expect(await refusedWith(moderator, id, { move: 'grant_extension' })).toEqual(['said.missing'])
  const granted = await moved(moderator, id, { move: 'grant_extension', said: '要换的配件还在路上。' })
  expect(granted.tipOff).toMatchObject({ extensionUntil: null, extendedCount: 1 })
  expect(granted.tipOff.dueAt).toBeGreaterThan(tipOff.dueAt)
  expect(granted.tipOff.dueAt).toBeLessThanOrEqual(latestExtension)
  const reporter = await track(receipt)
  expect(reporter.dueAt).toBe(granted.tipOff.dueAt)
  expect(reporter.timeline.at(-1)).toMatchObject({ kind: 'grant_extension', said: '要换的配件还在路上。' })
  expect(JSON.stringify(reporter)).not.toMatch(/内部|ask_extension|add_note/)
  expect((await audiences(number)).slice(-3)).toEqual(['desk', 'reporter', 'unit:sanitation'])

  const again = { move: 'ask_extension', note: '还没到' }
  await moved(handler, id, { ...again, until: aWorkDay(granted.tipOff.dueAt, 1) })
  const refused = await moved(moderator, id, { move: 'refuse_extension', note: '先做临时处理' })
  expect(refused.tipOff).toMatchObject({ extensionUntil: null, extendedCount: 1, dueAt: granted.tipOff.dueAt })
  await moved(handler, id, { ...again, until: aWorkDay(granted.tipOff.dueAt, 1) })
  await moved(moderator, id, { move: 'grant_extension', said: '再等两天。' })
  expect((await readAs(handler, id)).allowedMoves).not.toContain('ask_extension')
  expect(await refusedWith(handler, id, { ...again, until: aWorkDay(granted.tipOff.dueAt, 3) })).toEqual([
    'tip_off.move_not_allowed',
  ])
})

test('after the limit nobody asks for more time, and what was asked for in vain cannot be granted any more', async () => {
  const { id } = await assigned()
  const { tipOff } = await readAs(handler, id)
  await moved(handler, id, { move: 'ask_extension', note: '等配件', until: aWorkDay(tipOff.dueAt, 1) })
  await env.DB.prepare('UPDATE tip_offs SET due_at = 1, extension_until = 2 WHERE id = ?').bind(id).run()
  expect(await refusedWith(moderator, id, { move: 'grant_extension', said: '同意延期。' })).toEqual(['extension.over'])
  await moved(moderator, id, { move: 'refuse_extension', note: '时间已过' })
  const late = { move: 'ask_extension', note: '等配件', until: aWorkDay(Date.now(), 1) }
  expect(await refusedWith(handler, id, late)).toEqual(['extension.too_late'])
})

test('a case in the backlog has its day of review for a deadline, told to the reporter, and comes out with its time', async () => {
  const { id, receipt, number } = await assigned()
  const { tipOff } = await readAs(moderator, id)
  const until = aWorkDay(Date.now(), 40)
  expect(await refusedWith(moderator, id, { move: 'backlog', until })).toEqual(['said.missing'])
  expect(await refusedWith(moderator, id, { move: 'backlog', said: '要等明年的预算。' })).toEqual(['until.missing'])
  expect(await refusedWith(moderator, id, { move: 'backlog', said: '要等【预算】。', until })).toEqual([
    'said.blank_left',
  ])
  expect(await refusedWith(moderator, id, { move: 'backlog', said: '太久。', until: '2099-01-02' })).toEqual([
    'until.too_far',
  ])
  expect(await refusedWith(handler, id, { move: 'backlog', said: '我们先不办。', until })).toEqual([
    'staff.not_allowed',
  ])
  const put = await moved(moderator, id, { move: 'backlog', said: '要等明年的预算。', until })
  expect(shanghaiDay(put.tipOff.backlogUntil!)).toBe(until)
  expect(put.tipOff.dueAt).toBe(put.tipOff.backlogUntil)
  const reporter = await track(receipt)
  expect(reporter).toMatchObject({ backlogUntil: put.tipOff.backlogUntil, overdueWorkingDays: 0 })
  expect(reporter.timeline.at(-1)).toMatchObject({ kind: 'backlog', said: '要等明年的预算。' })
  expect((await audiences(number)).slice(-2)).toEqual(['reporter', 'unit:sanitation'])
  // Put off again: still in the backlog since the first time, and the first deadline is what it goes back to.
  const longer = await moved(moderator, id, { move: 'backlog', said: '还要再等。', until: aWorkDay(Date.now(), 60) })
  expect(longer.tipOff.backloggedAt).toBe(put.tipOff.backloggedAt)
  const out = await moved(moderator, id, { move: 'unbacklog', note: '预算批下来了' })
  expect(out.tipOff).toMatchObject({ backloggedAt: null, backlogUntil: null })
  expect(Math.abs(out.tipOff.dueAt - tipOff.dueAt)).toBeLessThan(120_000)
  // By itself at the day: nothing has to be pressed, its time is simply over.
  await moved(moderator, id, { move: 'backlog', said: '再放一放。', until })
  await env.DB.prepare('UPDATE tip_offs SET backlog_until = 5, due_at = 5 WHERE id = ?').bind(id).run()
  expect(await track(receipt)).toMatchObject({ backlogUntil: null, dueAt: 5 })
  expect((await track(receipt)).overdueWorkingDays).toBeGreaterThan(0)
})

test('the desk sets right what a resident chose wrongly; grid and history follow', async () => {
  const { id } = await aCase({ position: { lng: 110.01, lat: 30.07, accuracy: 20 } })
  const filed = await readAs(moderator, id)
  expect(filed.tipOff).toMatchObject({ grid: 'QH-001', community: 'liuan' })
  // Filed for another community than the one the phone stood in: the desk is told.
  expect(filed.place).toMatchObject({ grid: { id: 'QH-001', keeper: '网格长 陆某' }, otherCommunity: 'chenguang' })
  const spot = { category: 'waste-overflow', placeKind: 'market', community: 'liuan', landmark: '柳岸菜市场东门' }
  const wrong: [Record<string, string>, string[]][] = [
    [{ ...spot, category: 'stalls-dispute' }, ['category.stopper']],
    [{ ...spot, category: 'praise-caring' }, ['category.wrong']],
    [{ ...spot, category: '' }, ['category.missing']],
    [{ ...spot, community: 'nowhere' }, ['community.wrong']],
    [{ ...spot, community: '' }, ['community.missing']],
    [{ ...spot, placeKind: 'moon' }, ['place_kind.wrong']],
    [{ ...spot, landmark: '' }, ['landmark.missing']],
    [{ ...spot, lng: '110.01' }, ['position.wrong']],
    [{ ...spot, lng: 'NaN', lat: 'Infinity' }, ['position.wrong']],
    [{ ...spot, lng: '1e2', lat: '30' }, ['position.wrong']],
    [{ ...spot, lng: '110.01', lat: '91' }, ['position.wrong']],
  ]
  for (const [body, codes] of wrong)
    expect(await refusedWith(moderator, id, { move: 'correct', ...body })).toEqual(codes)
  expect(await versionOf(id)).toBe(1)
  const moved_ = await moved(moderator, id, {
    ...{ move: 'correct', ...spot, category: 'dogs-mess', community: 'chenguang', note: '照片上是晨光小区' },
    ...{ lng: '110.0500', lat: '30.0720' },
  })
  expect(moved_.tipOff).toMatchObject({
    category: 'dogs-mess',
    community: 'chenguang',
    street: 'heyuan-street',
    grid: 'QH-003',
  })
  expect(moved_.tipOff.accuracyM).toBeNull()
  expect(moved_.place.otherCommunity).toBeNull()
  const { note } = moved_.events.at(-1)!
  expect(note).toMatch(/照片上是晨光小区\n类别：.* → 狗粪没清理\n社区：柳岸社区 → 晨光社区\n定位：/)
  const none = await moved(moderator, id, { move: 'correct', ...spot, community: 'chenguang' })
  expect(none.tipOff).toMatchObject({ lng: null, lat: null, grid: null })
  expect(none.place.keepers.map(({ keeper }) => keeper)).toEqual(['网格长 陆某', '网格长 沈某', '网格长 章某'])
})

test('a grid that the map has no more is named as gone, and the place is looked up anew', async () => {
  const { id } = await aCase({ position: { lng: 110.01, lat: 30.07, accuracy: 20 } })
  await env.DB.prepare("UPDATE tip_offs SET grid = 'QH-OLD' WHERE id = ?").bind(id).run()
  expect((await readAs(moderator, id)).place).toMatchObject({ gridGone: 'QH-OLD', grid: { id: 'QH-001' } })
  await env.DB.prepare('UPDATE tip_offs SET lng = NULL, lat = NULL WHERE id = ?').bind(id).run()
  expect((await readAs(moderator, id)).place).toMatchObject({ gridGone: 'QH-OLD', grid: null })
})

test('a case merged into another is shown on both, and lets go of it when it is reopened', async () => {
  const [one, two] = [await aCase(), await aCase()]
  await moved(moderator, one.id, { move: 'merge', into: two.number })
  expect((await readAs(moderator, one.id)).related).toMatchObject([{ way: 'merged_into', number: two.number }])
  expect((await readAs(moderator, two.id)).related).toMatchObject([{ way: 'merged', number: one.number }])
  await moved(moderator, one.id, { move: 'reopen', note: '不是同一处' })
  expect((await readAs(moderator, two.id)).related).toEqual([])
})
