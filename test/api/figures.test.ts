import { env, hostName } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { overdueBefore } from '../../functions/domain/case-figures.ts'
import { shippedCalendar } from '../../functions/district.ts'
import { DAY, shanghaiDay } from '../../functions/domain/shanghai-day.ts'
import { isWorkDay } from '../../functions/domain/work-days.ts'
import type { CaseFigures, StaffFigures } from '../../functions/figures/read-case-figures.ts'
import { countClosings } from '../../functions/figures/count-closings.ts'
import { movedMany, undone } from '../fixtures/bulk.ts'
import { aCase, anAfterPhoto } from '../fixtures/cases.ts'
import { codesOf, move, moved, readAs, rowsOf, versionOf } from '../fixtures/desk.ts'
import { dice, withFaults } from '../fixtures/faults.ts'
import { kept, plain, recount } from '../fixtures/figures-recount.ts'
import { layCases } from '../fixtures/many-cases.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let moderator: SignedIn
let second: SignedIn
let handler: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  second = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
}, 60_000)

const holds = async (after: string) =>
  expect([after, plain(await kept(env))]).toEqual([after, plain(await recount(env))])
const open = async (query = '') => app.request('/api/figures/cases' + query, {}, env as never)

type Known = { id: string; number: string; receipt: string }
const roll = dice(35)
const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)]!
const UNITS = ['sanitation', 'parks', 'urban-management']
const track = (one: Known, json: object) =>
  asks(null, '/api/tip-offs/track/moves', { json: { receipt: one.receipt, ...json } })
const SPOTS = [
  {
    category: 'waste-bulky',
    community: 'daoxiang',
    placeKind: 'compound',
    landmark: '稻香东门',
    lng: '110.06',
    lat: '30.04',
  },
  { category: 'waste-overflow', community: 'liuan', placeKind: '', landmark: '柳岸', lng: '', lat: '' },
]

/** A working day some weeks on that no holiday of the coming years falls on. */
const inDays = (days: number): string => {
  const at = Date.now() + days * DAY
  return isWorkDay(at, shippedCalendar) ? shanghaiDay(at) : inDays(days + 1)
}

/** Whatever anybody may press; what is refused changes nothing and is no fault here. */
const acts: Record<string, (one: Known, other: Known) => Promise<unknown>> = {
  accept: ({ id }) => move(moderator, id, { move: 'accept' }),
  assign: ({ id }) => move(moderator, id, { move: 'assign', unit: pick(UNITS) }),
  transfer: ({ id }) => move(moderator, id, { move: 'transfer', unit: pick(UNITS), note: '不归他们' }),
  hand_back: ({ id }) => move(moderator, id, { move: 'hand_back', note: '不归我们' }),
  correct: ({ id }) => move(moderator, id, { move: 'correct', note: '写错了', ...pick(SPOTS) }),
  backlog: ({ id }) => move(moderator, id, { move: 'backlog', until: inDays(20), said: '等材料。' }),
  rectify: async ({ id }) => {
    await asks(moderator, `/api/desk/tip-offs/${id}/after-photos`)
    await anAfterPhoto(moderator, id).catch(() => null)
    return move(moderator, id, { move: 'rectify' })
  },
  send_back: ({ id }) => move(moderator, id, { move: 'send_back', note: '没整改好' }),
  verify: ({ id }) => move(second, id, { move: 'verify' }),
  close: ({ id }) => move(moderator, id, { move: 'close', said: '已清理。' }),
  reopen: ({ id }) => move(moderator, id, { move: 'reopen', note: '又有了' }),
  reject: ({ id }) => move(moderator, id, { move: 'reject', said: '不在本区。' }),
  merge: ({ id }, other) => move(moderator, id, { move: 'merge', into: other.number }),
  split: ({ id }) => move(moderator, id, { move: 'split', category: 'stalls-street', note: '另一件', photos: [] }),
  withdraw: (one) => track(one, { move: 'withdraw' }),
  rate: (one) => track(one, { move: 'rate', rating: pick(['mended', 'partly', 'not_mended']), note: '' }),
  rebound: async ({ id }, other) =>
    asks(moderator, `/api/desk/tip-offs/${id}/rebound`, {
      json: { of: pick([other.number, '']), note: '同一处', version: await versionOf(id) },
    }),
}
/** The usual next step, so that random pressing gets somewhere. */
const USUAL: Record<string, string> = {
  ...{ received: 'accept', accepted: 'assign', assigned: 'rectify', rectified: 'verify', verified: 'close' },
  ...{ closed: 'rate', rejected: 'reopen', merged: 'reopen', withdrawn: 'withdraw' },
}
const usualFor = async ({ id }: Known): Promise<string> =>
  USUAL[(await rowsOf<{ status: string }>('SELECT status FROM tip_offs WHERE id = ?', id))[0]!.status]!

test('whatever is done to a case, the kept figures are those of a recount', async () => {
  const cases: Known[] = []
  for (let n = 0; n < 6; n++)
    cases.push(
      await aCase({ photo: false, ...(n === 5 && { door: 'praise', category: 'help' }) }).catch(() =>
        aCase({ photo: false }),
      ),
    )
  await holds('filed')
  const made: string[] = []
  for (let step = 0; step < 120; step++) {
    const at = step % cases.length
    const [one, other] = [cases[at]!, pick(cases)]
    const name = roll() < 0.6 ? await usualFor(one) : pick(['correct', 'correct', ...Object.keys(acts)])
    const response = (await acts[name]!(one, other)) as Response
    if (response.status < 300) made.push(name)
    await holds(`${step} ${name} ${response.status}`)
  }
  for (const name of ['accept', 'assign', 'close', 'rate', 'correct']) expect(made).toContain(name)
})

test('what was done to many at once and taken back leaves the figures as they were', async () => {
  const filed = [await aCase({ photo: false }), await aCase({ photo: false })]
  const ids = filed.map(({ id }) => id)
  await movedMany(moderator, ids, { move: 'accept' })
  const before = plain(await kept(env))
  const act = await movedMany(moderator, ids, { move: 'assign', unit: 'parks' })
  expect(plain(await kept(env))).not.toEqual(before)
  await undone(moderator, act.id)
  expect(plain(await kept(env))).toEqual(before)
  await holds('undone')
})

test('a rating that opens the case again still counts, for the unit that was rated', async () => {
  const one = await aCase({ category: 'waste-overflow' })
  await moved(moderator, one.id, { move: 'accept' })
  await moved(moderator, one.id, { move: 'assign', unit: 'urban-management' })
  await anAfterPhoto(moderator, one.id)
  await moved(moderator, one.id, { move: 'rectify' })
  await moved(second, one.id, { move: 'verify' })
  const bad = async () =>
    (
      await rowsOf<{ n: number }>(
        "SELECT sum(not_mended) AS n FROM case_figures WHERE dimension = 'unit' AND key = 'urban-management' AND length(period) = 4",
      )
    )[0]!.n
  const before = (await bad()) ?? 0
  await moved(moderator, one.id, { move: 'close', said: '已清理。' })
  expect((await readAs(moderator, one.id)).tipOff.closedAt).not.toBeNull()
  expect(
    (await rowsOf<{ closed_days: number }>('SELECT closed_days FROM tip_offs WHERE id = ?', one.id))[0]!.closed_days,
  ).toBe(0)
  expect((await track(one, { move: 'rate', rating: 'not_mended', note: '' })).status).toBe(200)
  expect(await bad()).toBe(before + 1)
  await holds('rated')
  // Put right afterwards, the rating goes along to the other kind and place.
  await moved(moderator, one.id, { move: 'correct', note: '写错了', ...SPOTS[0] })
  await holds('corrected')
  await moved(moderator, one.id, { move: 'backlog', until: inDays(20), said: '等材料。' })
  await holds('put off')
  expect(await rowsOf('SELECT closed_at, closed_days FROM tip_offs WHERE id = ?', one.id)).toEqual([
    { closed_at: null, closed_days: null },
  ])
})

test('a deadline of today is not missed yet, one of yesterday is', () => {
  expect(overdueBefore({ '2026-11-23': 2, '2026-11-24': 3, '2026-11-25': 5 }, '2026-11-24')).toBe(2)
})

test('closings from before working days were kept are counted by the job, once', async () => {
  const [one] = await layCases(
    [{ text: '老案件', status: 'received', receivedAt: Date.parse('2026-09-28T10:00:00+08:00') }],
    '260928',
  )
  const closedAt = Date.parse('2026-10-12T10:00:00+08:00')
  await env.DB.prepare("UPDATE tip_offs SET status = 'closed', closed_at = ? WHERE id = ?")
    .bind(closedAt, one!.id)
    .run()
  await Promise.all([countClosings(env), countClosings(env)])
  await countClosings(env)
  // National Day 2026: 1 to 7 October off, 10 October a working Saturday.
  expect(await rowsOf('SELECT closed_days FROM tip_offs WHERE id = ?', one!.id)).toEqual([{ closed_days: 6 }])
  await holds('counted')
})

test('the public reads periods, names in both languages, no small counts; anything else is no period', async () => {
  for (const query of ['', '?period=2026-11', '?period=2026-Q4', '?period=2026', '?period=2000'])
    expect([query, (await open(query)).status]).toEqual([query, 200])
  for (const wrong of ['2026-13', '2026-Q5', '26', 'x', "2026'--", '1999', '2026-11-01', '２０２６'])
    expect([wrong, await codesOf(await open('?period=' + encodeURIComponent(wrong)))]).toEqual([
      wrong,
      ['period.wrong'],
    ])
  const day = Date.parse('2026-09-02T10:00:00+08:00')
  await layCases([
    ...Array.from({ length: 3 }, (_, n) => ({ text: '少', receivedAt: day + n, dueAt: day, category: 'noise-square' })),
    ...Array.from({ length: 7 }, (_, n) => ({ text: '多', receivedAt: day + n, dueAt: day, category: 'waste-bulky' })),
    ...Array.from({ length: 9 }, (_, n) => ({
      text: '更多',
      receivedAt: day + n,
      dueAt: day,
      category: 'waste-overflow',
    })),
  ])
  const seen = (await (await open('?period=2026-09&lang=en')).json()) as CaseFigures
  const [noise, bulky, overflow] = ['noise-square', 'waste-bulky', 'waste-overflow'].map((id) =>
    seen.by.category.find(({ key }) => key === id),
  )
  // Three are few; the seven go with them, or the total would give the three away.
  expect([noise?.received, bulky?.received, overflow!.received! >= 9]).toEqual([null, null, true])
  expect(bulky?.name).toMatch(/^[\x20-\x7e]+$/)
  const whole = (await (await asks(moderator, '/api/desk/figures?period=2026-09')).json()) as StaffFigures
  expect(whole.by.category.find(({ key }) => key === 'noise-square')).toMatchObject({
    received: 3,
    onTime: 0,
    mended: 0,
  })
  expect(whole.late.length).toBeGreaterThan(0)
})

test('a unit reads its own line and no other', async () => {
  const { all, by, months, late } = (await (
    await asks(handler, '/api/desk/figures?period=2026')
  ).json()) as StaffFigures
  expect(all.key).toBe('sanitation')
  expect(by.unit.map(({ key }) => key).filter((key) => key !== 'sanitation')).toEqual([])
  expect([by.street, by.category, by.place_kind, by.grid]).toEqual([[], [], [], []])
  expect(months.length).toBeGreaterThan(10)
  expect(late.every(({ key }) => key === 'sanitation')).toBe(true)
})

test('a table comes as a file that Excel reads, with no formula in it', async () => {
  await env.DB.prepare('UPDATE tip_offs SET unit = ? WHERE id = (SELECT id FROM tip_offs WHERE unit IS NULL LIMIT 1)')
    .bind('=HYPERLINK("x")')
    .run()
  const response = await app.request('/api/figures/cases.csv?period=2026&by=unit', {}, env as never)
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="figures-2026-unit.csv"')
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const text = new TextDecoder().decode(bytes)
  expect(text).toContain('承办单位,收到,办结')
  expect(text).toContain('\r\n')
  expect(text).not.toMatch(/(^|[\r\n,])"?=/)
  const own = await (await asks(moderator, '/api/desk/figures/table.csv?period=2026&by=month')).text()
  expect(own.split('\r\n').filter(Boolean).length).toBe(12)
})

test('the figures cost as many rows of six thousand cases as of a few', async () => {
  const cost = async () => {
    const { env: on, watch } = withFaults(env, null)
    expect((await app.request('/api/figures/cases?period=2026', {}, on as never)).status).toBe(200)
    return watch.rowsRead
  }
  const few = await cost()
  await layCases(
    Array.from({ length: 6000 }, (_, n) => ({ text: '很多', receivedAt: Date.parse('2026-03-01T10:00:00+08:00') + n })),
    '260301',
  )
  // Only D1 counts rows; on the other host the plans are looked at (figures-recount.test.ts).
  if ((hostName as string) === 'workerd') expect(await cost()).toBeLessThan(Math.min(400, few + 40))
  else expect(await cost()).toBe(few)
})
