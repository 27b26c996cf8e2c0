import { env } from '#test-host'
import { afterEach, expect, test, vi } from 'vitest'
import { isWorkDay } from '../../functions/domain/work-days.ts'
import { forgetCalendar, readCalendar } from '../../functions/work-calendar/read-calendar.ts'
import { recountDeadlines } from '../../functions/work-calendar/recount-deadlines.ts'
import { aRow, clearAll, give } from '../fixtures/clockwork.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { withFaults } from '../fixtures/faults.ts'
import { asks, signedIn } from '../fixtures/staff.ts'

const change = (day: string, kind: string) =>
  env.DB.prepare(
    "INSERT INTO calendar_days (day, kind, note, changed_by, changed_at) VALUES (?1, ?2, '', 'a', 0) ON CONFLICT (day) DO UPDATE SET kind = ?2",
  )
    .bind(day, kind)
    .run()
const worksOn = async (day: string, on = env) => isWorkDay(Date.parse(`${day}T12:00:00+08:00`), await readCalendar(on))

afterEach(async () => {
  vi.useRealTimers()
  await env.DB.prepare('DELETE FROM calendar_days').run()
  await env.DB.prepare('DELETE FROM calendar_changes').run()
  forgetCalendar()
})

test('deadlines are counted by what the office made of a day', async () => {
  expect(await worksOn('2026-10-10')).toBe(true)
  await change('2026-10-10', 'off')
  await change('2026-10-01', 'working')
  await change('2026-02-17', 'shipped')
  forgetCalendar()
  expect(await worksOn('2026-10-10')).toBe(false)
  expect(await worksOn('2026-10-01')).toBe(true)
  expect(await worksOn('2026-02-17')).toBe(false)
})

test('the calendar is read once, and again after half a minute', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const { env: watched, watch } = withFaults(env, null)
  await worksOn('2026-10-10', watched)
  await worksOn('2026-10-10', watched)
  expect(watch.calls).toBe(1)
  await change('2026-10-10', 'off')
  expect(await worksOn('2026-10-10', watched)).toBe(true)
  vi.setSystemTime(Date.now() + 31_000)
  expect(await worksOn('2026-10-10', watched)).toBe(false)
  expect(watch.calls).toBe(2)
})

test('a calendar that could not be read is not kept', async () => {
  const { env: failing } = withFaults(env, { call: 1, error: 'Network connection lost.' })
  await expect(readCalendar(failing)).rejects.toThrow('Network connection lost.')
  expect(await worksOn('2026-10-10')).toBe(true)
})

test('a day changed while the calendar is read is seen by the next who asks', async () => {
  let answered = () => {}
  const waits = new Promise<void>((resolve) => (answered = resolve))
  const slow = {
    ...env,
    DB: {
      ...env.DB,
      prepare: () => ({ all: () => waits.then(() => ({ results: [] })) }),
    } as never,
  }
  const reading = readCalendar(slow)
  await change('2026-10-10', 'off')
  forgetCalendar()
  answered()
  await reading
  expect(await worksOn('2026-10-10')).toBe(false)
})

test('a day is changed by who manages the calendar, once, with a reason; whoever saw it before is told', async () => {
  const admin = await signedIn('administrator')
  const change = (day: string, json: object) => asks(admin, '/api/desk/calendar/days/' + day, { json })
  expect(await codesOf(await change('2099-02-30', { kind: 'off', note: '放假', version: 0 }))).toEqual([
    'calendar_day.not_found',
  ])
  expect(await codesOf(await change('2099-03-03', { kind: 'off', note: '', version: 0 }))).toEqual(['day_note.missing'])
  const both = await Promise.all(
    [0, 0].map((version) => change('2099-03-03', { kind: 'off', note: '全区放假', version })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await worksOn('2099-03-03')).toBe(false)
  expect(await codesOf(await change('2099-03-03', { kind: 'off', note: '放假', version: 1 }))).toEqual([
    'calendar_day.already',
  ])
  expect((await change('2099-03-03', { kind: 'shipped', note: '照常', version: 1 })).status).toBe(200)
  expect(await worksOn('2099-03-03')).toBe(true)
})

test('deadlines counted before a day was changed can be counted anew, once, and slips say why', async () => {
  const admin = await signedIn('administrator')
  const monday = Date.parse('2099-06-01T10:00:00+08:00')
  await clearAll()
  const moves = await aRow(monday - 86_400_000)
  await give(moves, 'sanitation', monday + 2 * 86_400_000, monday)
  const stays = await aRow(monday - 86_400_000)
  await give(stays, 'sanitation', monday + 3_600_000, monday)
  const json = { kind: 'off', note: '全区放假', version: 0 }
  // As if the day were changed after the deadlines were set.
  expect((await asks(admin, '/api/desk/calendar/days/2099-06-02', { json })).status).toBe(200)
  await env.DB.prepare('UPDATE calendar_changes SET changed_at = ?')
    .bind(monday + 1)
    .run()
  const moving = async () =>
    ((await (await asks(admin, '/api/desk/calendar?year=2099')).json()) as { moving: number }).moving
  expect(await moving()).toBe(1)
  const recount = async () => (await asks(admin, '/api/desk/calendar/recounts', { json: {} })).json()
  const [first, second] = await Promise.all([
    recountDeadlines(env, { ...admin, role: 'administrator', unit: null }, { requestId: 'a', now: monday + 2 }),
    recountDeadlines(env, { ...admin, role: 'administrator', unit: null }, { requestId: 'b', now: monday + 2 }),
  ])
  expect(first.moved + second.moved).toBe(1)
  expect(await recount()).toEqual({ moved: 0, left: 0 })
  expect(await rowsOf('SELECT due_at, due_from FROM tip_offs WHERE id = ?', moves)).toEqual([
    { due_at: monday + 3 * 86_400_000, due_from: monday },
  ])
  expect(await rowsOf('SELECT due_at FROM tip_offs WHERE id = ?', stays)).toEqual([{ due_at: monday + 3_600_000 }])
  expect(await rowsOf("SELECT kind FROM tip_off_events WHERE kind = 'recount'")).toEqual([{ kind: 'recount' }])
})
