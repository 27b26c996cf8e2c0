import fc from 'fast-check'
import { expect, test } from 'vitest'
import holidays from '../../content/district/holidays.json' with { type: 'json' }
import {
  addWorkingDays,
  addWorkingHours,
  isWorkDay,
  SESSIONS,
  workCalendar,
  workingDaysBetween,
  workingDaysLate,
  workingHoursBetween,
  WORKING_HOURS,
} from '../../functions/domain/work-days.ts'

const calendar = workCalendar(holidays)
/** A moment as a clock in China shows it. */
const at = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00+08:00`)
const shown = (time: number) => new Date(time + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

test('a working day has eight hours', () => expect(WORKING_HOURS).toBe(8))

test.each([
  ['within the morning', '2026-11-23 09:30', 2, '2026-11-23 11:30'],
  ['over noon', '2026-11-23 11:00', 2, '2026-11-23 14:00'],
  ['from the noon break', '2026-11-23 12:20', 1, '2026-11-23 14:00'],
  ['before work begins', '2026-11-23 03:00', 1, '2026-11-23 10:00'],
  ['after work ends', '2026-11-23 18:00', 1, '2026-11-24 10:00'],
  ['a whole day ends as the day does', '2026-11-23 09:00', 8, '2026-11-23 18:00'],
  ['one working day, same time tomorrow', '2026-11-23 10:00', 8, '2026-11-24 10:00'],
  ['over a weekend', '2026-11-20 17:00', 2, '2026-11-23 10:00'],
  ['on a Sunday', '2026-11-22 12:00', 16, '2026-11-24 18:00'],
  ['half an hour', '2026-11-23 17:45', 0.5, '2026-11-24 09:15'],
  ['over Spring Festival 2026, which begins after a make-up Saturday', '2026-02-14 17:00', 2, '2026-02-24 10:00'],
  ['into the make-up Saturday after Spring Festival', '2026-02-27 17:00', 2, '2026-02-28 10:00'],
  ['over National Day 2026', '2026-09-30 17:00', 9, '2026-10-08 18:00'],
  ['into the make-up Saturday after National Day', '2026-10-09 17:00', 2, '2026-10-10 10:00'],
  ['over New Year, with a make-up Sunday', '2025-12-31 17:00', 2, '2026-01-04 10:00'],
  ['nothing to do', '2026-11-22 12:34', 0, '2026-11-22 12:34'],
])('%s: %s and %d hours is %s', (_, from, hours, to) => {
  expect(shown(addWorkingHours(at(from), hours, calendar))).toBe(to)
})

const moment = fc.integer({ min: at('2025-01-01 00:00'), max: at('2027-06-01 00:00') })
const hours = fc.integer({ min: 1, max: 4 * 100 }).map((quarters) => quarters / 4)

test('the deadline is a working moment, never earlier for more hours, and as many working hours away as asked', () => {
  fc.assert(
    fc.property(moment, hours, hours, (from, n, more) => {
      const due = addWorkingHours(from, n, calendar)
      expect(due).toBeGreaterThan(from)
      expect(isWorkDay(due, calendar)).toBe(true)
      expect(workingHoursBetween(from, due, calendar)).toBeCloseTo(n, 9)
      expect(addWorkingHours(due, more, calendar)).toBe(addWorkingHours(from, n + more, calendar))
    }),
    { numRuns: 500 },
  )
})

test('a slow count, minute by minute, comes to the same deadline', () => {
  const isWorking = (time: number) =>
    isWorkDay(time, calendar) &&
    SESSIONS.some(([a, b]) => (time + 8 * 3_600_000) % 86_400_000 >= a && (time + 8 * 3_600_000) % 86_400_000 < b)
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 24 }), (some, n) => {
      const from = Math.floor(some / 60_000) * 60_000
      let left = n * 60
      let time = from
      for (; left > 0; time += 60_000) if (isWorking(time)) left -= 1
      expect(addWorkingHours(from, n, calendar)).toBe(time)
    }),
    { numRuns: 60 },
  )
})

test('whole working days end at the same time of day when they begin in working time', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 30 }), (from, days) => {
      fc.pre(
        workingHoursBetween(from, from + 60_000, calendar) > 0 &&
          workingHoursBetween(from - 60_000, from, calendar) > 0,
      )
      const due = addWorkingDays(from, days, calendar)
      expect((due - from) % 86_400_000).toBe(0)
      expect(workingDaysBetween(from, due, calendar)).toBe(days)
    }),
    { numRuns: 300 },
  )
})

test('lateness is nothing until the deadline, one day from the minute after, and grows by working days only', () => {
  const due = at('2026-09-30 17:00')
  const late = (now: string) => workingDaysLate(due, at(now), calendar)
  expect(late('2026-09-30 17:00')).toBe(0)
  expect(late('2026-09-30 17:01')).toBe(1)
  expect(late('2026-10-07 23:00')).toBe(1)
  expect(late('2026-10-08 17:00')).toBe(1)
  expect(late('2026-10-08 17:01')).toBe(2)
  expect(late('2026-10-09 18:00')).toBe(3)
})

test('a year nobody has announced yet rests on Saturdays and Sundays only', () => {
  expect(isWorkDay(at('2031-10-01 12:00'), calendar)).toBe(true)
  expect(isWorkDay(at('2031-10-04 12:00'), calendar)).toBe(false)
})
