import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { DAY, shanghaiMidnight } from '../../functions/domain/shanghai-day.ts'
import type { Beside } from '../../functions/tip-offs/read-beside.ts'
import type { Queue } from '../../functions/tip-offs/list-queue.ts'
import { aCase } from '../fixtures/cases.ts'
import { moved, rowsOf } from '../fixtures/desk.ts'
import { dice } from '../fixtures/faults.ts'
import { layCases } from '../fixtures/many-cases.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let moderator: SignedIn
let second: SignedIn
let handler: SignedIn
const now = Date.now()
beforeAll(async () => {
  moderator = await signedIn('moderator')
  second = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
  const next = dice(3)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
  await layCases(
    Array.from({ length: 300 }, () => {
      const status = pick(['received', 'accepted', 'assigned', 'rectified', 'closed', 'rejected'])
      const [street, community] = pick([
        ['heyuan-street', 'liuan'],
        ['heyuan-street', 'chenguang'],
        ['jingtang-town', 'hefeng'],
      ] as const)
      return {
        ...{ text: '文字', status, street, community },
        category: pick(['waste-overflow', 'waste-bulky', 'noise-square']),
        unit: status === 'received' ? null : pick(['sanitation', 'parks']),
        dueAt: now + Math.floor((next() - 0.4) * 20 * DAY),
        receivedAt: Date.UTC(2026, 8, 1 + Math.floor(next() * 20), 3),
      }
    }),
  )
  await env.DB.prepare(
    'UPDATE tip_offs SET question_open = (rowid % 5 = 0), photo_count = rowid % 3, me_too_count = max(0, rowid % 11 - 6)',
  ).run()
  await env.DB.prepare('UPDATE tip_offs SET urgent_at = 1 WHERE rowid % 7 = 0').run()
  await env.DB.prepare('UPDATE tip_offs SET backlog_until = due_at WHERE rowid % 9 = 4').run()
  await env.DB.prepare('UPDATE tip_offs SET rebound_of = (SELECT min(id) FROM tip_offs) WHERE rowid % 8 = 3').run()
}, 60_000)

const page = async (staff: SignedIn, asked: string): Promise<Queue> => {
  const response = await asks(staff, '/api/desk/tip-offs?' + asked)
  expect([asked, response.status]).toEqual([asked, 200])
  return (await response.json()) as Queue
}
const everyPage = async (staff: SignedIn, asked: string) => {
  const ids: string[] = []
  for (let next: string | null = ''; next !== null;) {
    const one: Queue = await page(staff, asked + (next && '&after=' + next))
    ids.push(...one.cases.map(({ id }) => id))
    ;({ next } = one)
  }
  return ids
}
const OPEN = "status IN ('received', 'accepted', 'assigned', 'rectified', 'verified')"
const [midnight, tomorrow] = [shanghaiMidnight(now), shanghaiMidnight(now) + DAY]

test('each filter, alone and with others, lists exactly the cases that fit, in the order asked for, on all its pages', async () => {
  expect(midnight).toBeLessThanOrEqual(now)
  const byDue = 'due_at, id'
  const FIRST = 'urgent_at IS NULL, due_at, id'
  for (const [asked, where, order] of [
    ['category=waste-bulky', `${OPEN} AND category = 'waste-bulky'`, byDue],
    ['group=waste', `${OPEN} AND category LIKE 'waste-%'`, byDue],
    ['street=heyuan-street', `${OPEN} AND street = 'heyuan-street'`, byDue],
    ['community=hefeng&status=received', "status = 'received' AND community = 'hefeng'", byDue],
    ['unit=parks', `${OPEN} AND unit = 'parks'`, byDue],
    [
      'unit=parks&status=closed&group=noise',
      "status = 'closed' AND unit = 'parks' AND category LIKE 'noise-%'",
      'due_at DESC, id DESC',
    ],
    [
      'street=heyuan-street&group=waste&photo=1&question=1',
      `${OPEN} AND street = 'heyuan-street' AND category LIKE 'waste-%' AND photo_count > 0 AND question_open = 1`,
      byDue,
    ],
    ['due=overdue', `${OPEN} AND due_at < ${now}`, byDue],
    ['due=today&status=assigned', `status = 'assigned' AND due_at >= ${now} AND due_at < ${tomorrow}`, byDue],
    ['due=overdue&sort=newest', `${OPEN} AND due_at < ${now}`, 'number DESC'],
    ['sort=newest&status=closed', "status = 'closed'", 'number DESC'],
    ['sort=me_too', `${OPEN} AND me_too_count > 0`, 'me_too_count DESC, id DESC'],
    [
      'from=2026-09-03&to=2026-09-05',
      `${OPEN} AND received_at >= ${Date.UTC(2026, 8, 2, 16)} AND received_at < ${Date.UTC(2026, 8, 5, 16)}`,
      byDue,
    ],
    ['door=praise', "door = 'praise'", byDue],
    ['urgent=1', `${OPEN} AND urgent_at IS NOT NULL`, byDue],
    ['sort=urgent', OPEN, FIRST],
    ['sort=urgent&due=overdue&group=waste', `${OPEN} AND due_at < ${now} AND category LIKE 'waste-%'`, FIRST],
    ['sort=urgent&urgent=1&unit=parks', `${OPEN} AND urgent_at IS NOT NULL AND unit = 'parks'`, byDue],
    ['sort=urgent&status=closed', "status = 'closed'", 'due_at DESC, id DESC'],
    ['backlog=1', `${OPEN} AND backlog_until IS NOT NULL`, byDue],
    ['rebound=1&status=received', "status = 'received' AND rebound_of IS NOT NULL", byDue],
    ['unit=nobody-known', 'false', byDue],
    // What no form of ours sends is as if it had not been asked.
    ['status=constructor&unit=%27%3B--&due=never&from=2026-13-99&sort=id&photo=2', OPEN, byDue],
  ] as const) {
    const fits = await rowsOf<{ id: string }>(`SELECT id FROM tip_offs WHERE ${where} ORDER BY ${order}`)
    expect([asked, await everyPage(moderator, asked)]).toEqual([asked, fits.map(({ id }) => id)])
  }
  const own = await rowsOf<{ id: string }>(
    `SELECT id FROM tip_offs WHERE ${OPEN} AND unit = 'sanitation' ORDER BY due_at, id`,
  )
  // Twenty urgent cases and no more: the others begin on the next page.
  const twenty = (
    await rowsOf<{ id: string }>(`SELECT id FROM tip_offs WHERE ${OPEN} ORDER BY due_at, id LIMIT 20`)
  ).map(({ id }) => id)
  await env.DB.prepare('UPDATE tip_offs SET urgent_at = CASE WHEN id IN (SELECT value FROM json_each(?)) THEN 1 END')
    .bind(JSON.stringify(twenty))
    .run()
  expect((await page(moderator, 'sort=urgent')).cases.map(({ id }) => id)).toEqual(twenty)
  const everyOpen = await rowsOf<{ id: string }>(`SELECT id FROM tip_offs WHERE ${OPEN} ORDER BY ${FIRST}`)
  expect(await everyPage(moderator, 'sort=urgent')).toEqual(everyOpen.map(({ id }) => id))
  // A handler's list is of their unit, whatever unit is asked for.
  expect(await everyPage(handler, 'unit=parks')).toEqual(own.map(({ id }) => id))
  expect((await page(handler, 'street=heyuan-street')).cases.every(({ unit }) => unit === 'sanitation')).toBe(true)
})

test('where what is asked for is rare, a page says that there is more to search, and going on finds it', async () => {
  await layCases(
    Array.from({ length: 1100 }, () => ({ text: '文字', dueAt: now + 30 * DAY })),
    '261001',
  )
  const [rare] = await layCases([{ text: '文字', dueAt: now + 31 * DAY, status: 'received' }], '261002')
  await env.DB.prepare("UPDATE tip_offs SET door = 'praise' WHERE id = ?").bind(rare!.id).run()
  const first = await page(moderator, 'door=praise')
  expect([first.cases, first.unsearched]).toEqual([[], true])
  expect(await everyPage(moderator, 'door=praise')).toEqual([rare!.id])
}, 60_000)

test('whoever opens a case sees who reads it too, for two minutes, and what was at the same place before', async () => {
  const at = { lng: 110.05, lat: 30.05, accuracy: 10 }
  const near = { lng: 110.0503, lat: 30.0502, accuracy: 10 }
  const far = { lng: 110.06, lat: 30.05, accuracy: 10 }
  const before = await aCase({ landmark: '石桥南头', position: near, category: 'waste-bulky' })
  const away = await aCase({ landmark: '石桥南头', position: far, category: 'waste-bulky' })
  const said = await aCase({ landmark: '石桥的南头', category: 'waste-bulky' })
  const other = await aCase({ landmark: '石桥南头', position: near, category: 'waste-overflow' })
  const { id } = await aCase({ landmark: '石桥南头', position: at, category: 'waste-bulky' })
  await moved(moderator, before.id, { move: 'reject', said: '上次已经答复。' })
  const beside = async (staff: SignedIn) =>
    (await (await asks(staff, `/api/desk/tip-offs/${id}/beside`, { method: 'POST' })).json()) as Beside
  expect((await beside(moderator)).readers).toEqual([])
  const seen = await beside(second)
  expect(seen.readers.map(({ name }) => name)).toEqual([moderator.name])
  const numbers = seen.samePlace.map(({ number }) => number)
  expect(numbers).toContain(before.number)
  expect(numbers).toContain(said.number)
  for (const not of [away, other]) expect(numbers).not.toContain(not.number)
  expect(seen.samePlace.find(({ number }) => number === before.number)).toMatchObject({
    ...{ status: 'rejected', result: '上次已经答复。', metres: 36 },
  })
  await env.DB.prepare('UPDATE case_readings SET read_at = read_at - 121000').run()
  expect((await beside(second)).readers).toEqual([])
  // Another unit's case has nothing beside it, and nobody is noted as its reader.
  expect((await asks(handler, `/api/desk/tip-offs/${id}/beside`, { method: 'POST' })).status).toBe(404)
  for (const none of ['x', crypto.randomUUID()])
    expect((await asks(moderator, `/api/desk/tip-offs/${none}/beside`, { method: 'POST' })).status).toBe(404)
})
