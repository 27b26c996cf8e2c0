import { env } from '#test-host'
import { afterEach, expect, test, vi } from 'vitest'
import { isWorkDay } from '../../functions/domain/work-days.ts'
import { forgetCalendar, readCalendar } from '../../functions/work-calendar/read-calendar.ts'
import { withFaults } from '../fixtures/faults.ts'

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
