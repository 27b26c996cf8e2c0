import { env, hostName } from '#test-host'
import { beforeEach, expect, test } from 'vitest'
import { findCategory } from '../../functions/district.ts'
import { DAY, HOUR, MINUTE } from '../../functions/domain/shanghai-day.ts'
import { issueSlips } from '../../functions/supervision/issue-slips.ts'
import { aRow, at, clearAll, give, slowly, turn } from '../fixtures/clockwork.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { dice } from '../fixtures/faults.ts'

type Act = { at: number; do: () => Promise<unknown> }
type Slip = { who: number; colour: string; due_at: number; unit: string }

const YEAR = [at('2026-01-01 00:00'), at('2027-01-01 00:00')] as const
const KINDS = ['waste-overflow', 'waste-bulky', 'parking-abandoned', 'roads-surface']
/** The days around which nearly everything happens: before and in Spring Festival and National Day, and any others. */
const NEAR = [
  '2026-02-09',
  '2026-02-13',
  '2026-02-14',
  '2026-02-20',
  '2026-09-28',
  '2026-09-30',
  '2026-10-03',
  '2026-10-09',
]

const minutes = (n: number) => Math.floor(n) * MINUTE

/** What happens to sixty cases in the year, drawn once; and which slips fall due, counted minute by minute. */
const story = (() => {
  const roll = dice(20260217)
  const expected: Slip[] = []
  const lives = Array.from({ length: 60 }, (_, who) => {
    const near = NEAR[Math.floor(roll() * NEAR.length)]!
    const filed =
      who % 4 === 0 ? YEAR[0] + minutes((roll() * 330 * DAY) / MINUTE) : at(`${near} 08:00`) + minutes(roll() * 1440)
    const category = KINDS[Math.floor(roll() * KINDS.length)]!
    const hours = findCategory(category)!.deadline_hours
    const given = filed + minutes(roll() * 600)
    const due = slowly(given, hours)
    const moments = { white: due, yellow: slowly(due, hours / 2), red: slowly(due, hours) }
    // Mended in time, somewhere on the way to red, long after it, or never.
    const mended = who % 10 === 0 ? Infinity : given + minutes((roll() * 1.6 * (moments.red - given)) / MINUTE)
    const unit = who % 2 ? 'sanitation' : 'parks'
    for (const [colour, moment] of Object.entries(moments)) {
      if (moment < mended && moment < YEAR[1]) expected.push({ who, colour, due_at: moment, unit })
    }
    return { filed, category, given, due, mended, unit }
  })
  return { lives, expected: expected.sort((a, b) => a.due_at - b.due_at || a.who - b.who) }
})()

let ids: string[] = []

/** The year again from its first day: every act at its time, and the clock as often as `ticks` says. */
const live = async (ticks: number[], run = (now: number): Promise<unknown> => issueSlips(env, now)) => {
  await clearAll()
  ids = await Promise.all(story.lives.map(({ filed, category }) => aRow(filed, { category })))
  const acts: Act[] = story.lives.flatMap(({ given, due, mended, unit }, who) => [
    { at: given, do: () => give(ids[who]!, unit, due, given) },
    ...(mended < YEAR[1]
      ? [
          { at: mended, do: () => turn(ids[who]!, 'rectified', mended) },
          { at: mended + HOUR, do: () => turn(ids[who]!, 'closed', mended + HOUR) },
        ]
      : []),
  ])
  const all = [...acts, ...ticks.map((tick) => ({ at: tick, do: () => run(tick) }))]
  for (const { do: act } of all.sort((a, b) => a.at - b.at)) await act()
}

const every = (step: number, but: (time: number) => boolean = () => false) => {
  const times: number[] = []
  for (let time = YEAR[0]; time <= YEAR[1]; time += step) if (!but(time)) times.push(time)
  return times
}

type Row = { tip_off_id: string; colour: string; due_at: number; unit: string; number: string }
const found = () =>
  rowsOf<Row>('SELECT tip_off_id, colour, due_at, unit, number FROM slips ORDER BY due_at, tip_off_id')
const slips = async (): Promise<Slip[]> =>
  (await found())
    .map(({ tip_off_id, colour, due_at, unit }) => ({ who: ids.indexOf(tip_off_id), colour, due_at, unit }))
    .sort((a, b) => a.due_at - b.due_at || a.who - b.who)

/** Each colour counts up from 1 without a gap, in the order in which the slips fell due. */
const numbersAreInOrder = async () => {
  const rows = await found()
  for (const [colour, sign] of Object.entries({ white: '白', yellow: '黄', red: '红' })) {
    const numbers = rows.filter((row) => row.colour === colour).map(({ number }) => number)
    expect(numbers).toEqual(numbers.map((_, n) => `督〔2026〕${sign}${String(n + 1).padStart(3, '0')}号`))
  }
}

beforeEach(() => {
  // The story has to be worth telling: every colour, over both holidays.
  const { expected } = story
  expect(new Set(expected.map(({ colour }) => colour)).size).toBe(3)
  expect(expected.length).toBeGreaterThan(60)
})

test('over a year, run daily, every slip falls due in the right working minute', async () => {
  await live(every(DAY))
  expect(await slips()).toEqual(story.expected)
  await numbersAreInOrder()
})

// 8 760 runs: where a run costs a tenth of a millisecond.
test.runIf(hostName === 'node')('run hourly it issues the same slips', async () => {
  await live(every(HOUR))
  expect(await slips()).toEqual(story.expected)
  await numbersAreInOrder()
})

test('run twice at once every time, it issues the same slips', async () => {
  await live(every(DAY), (now) => Promise.all([issueSlips(env, now), issueSlips(env, now)]))
  expect(await slips()).toEqual(story.expected)
  await numbersAreInOrder()
})

test('down for a week over Spring Festival, and again over National Day, it issues what it would have issued', async () => {
  const down = (time: number) =>
    (time > at('2026-02-16 00:00') && time < at('2026-02-25 00:00')) ||
    (time > at('2026-09-30 00:00') && time < at('2026-10-11 00:00'))
  const missed = story.expected.filter(({ due_at }) => down(due_at))
  expect(missed.length).toBeGreaterThan(5)
  await live(every(DAY, down))
  expect(await slips()).toEqual(story.expected)
  await numbersAreInOrder()
})
