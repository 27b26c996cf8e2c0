import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shippedCalendar as calendar } from '../../functions/district.ts'
import { dueAfterBacklog, readExtension, readReviewDay } from '../../functions/domain/put-off.ts'
import { HOUR } from '../../functions/domain/shanghai-day.ts'
import { addWorkingHours, workingHoursBetween } from '../../functions/domain/work-days.ts'

const at = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00+08:00`)
const shown = (read: { at: number } | { code: string }) =>
  'at' in read ? new Date(read.at + 8 * HOUR).toISOString().slice(0, 16).replace('T', ' ') : read.code

// Due on Thursday 24 September 2026 at 10:00, with 16 hours: at most until Tuesday 29 September, 10:00.
const due = at('2026-09-24 10:00')
test.each([
  ['a holiday', '2026-09-25', 'until.not_a_work_day'],
  ['the same day, to the end of work', '2026-09-24', '2026-09-24 18:00'],
  ['the day before', '2026-09-23', 'until.not_later'],
  ['a Saturday of the festival', '2026-09-26', 'until.not_a_work_day'],
  ['the last day, no later than the deadline again', '2026-09-29', '2026-09-29 10:00'],
  ['too late', '2026-09-30', 'until.too_far'],
  ['no date', '下周', 'until.unreadable'],
  ['no day of the calendar', '2026-02-30', 'until.unreadable'],
  ['as a phone writes it', '2026年9月28日', '2026-09-28 18:00'],
])('an extension to %s', (_, typed, answer) => {
  expect(shown(readExtension(typed, due, 16, calendar))).toBe(answer)
})

test('an extension is later than the deadline and never by more working hours than the category has', () => {
  const moment = fc.integer({ min: at('2026-01-02 09:00'), max: at('2026-12-20 18:00') })
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 12 }), fc.constantFrom(8, 16, 24, 40, 56), (from, days, hours) => {
      const dueAt = addWorkingHours(from, hours, calendar)
      const typed = new Date(dueAt + days * 24 * HOUR + 8 * HOUR).toISOString().slice(0, 10)
      const read = readExtension(typed, dueAt, hours, calendar)
      if (!('at' in read)) return
      expect(read.at).toBeGreaterThan(dueAt)
      expect(workingHoursBetween(dueAt, read.at, calendar)).toBeLessThanOrEqual(hours)
    }),
  )
})

test('a case is looked at again on a working day to come, within a year', () => {
  const now = at('2026-11-24 15:00')
  expect(shown(readReviewDay('2026-11-24', now, calendar))).toBe('2026-11-24 18:00')
  expect(shown(readReviewDay('2026-11-23', now, calendar))).toBe('until.not_later')
  expect(shown(readReviewDay('2026-11-28', now, calendar))).toBe('until.not_a_work_day')
  expect(shown(readReviewDay('2028-01-03', now, calendar))).toBe('until.too_far')
  expect(shown(readReviewDay('', now, calendar))).toBe('until.unreadable')
})

test('out of the backlog a case has the time it had left, and one that was late stays as late', () => {
  const moment = fc.integer({ min: at('2026-01-02 09:00'), max: at('2026-12-20 18:00') })
  fc.assert(
    fc.property(moment, moment, moment, (backloggedAt, dueBefore, now) => {
      const dueAt = dueAfterBacklog({ backloggedAt, dueBefore }, now, calendar)
      if (dueBefore <= backloggedAt) {
        expect(dueAt).toBe(dueBefore)
        return
      }
      const left = workingHoursBetween(backloggedAt, dueBefore, calendar)
      expect(workingHoursBetween(now, dueAt, calendar)).toBeCloseTo(left, 6)
    }),
  )
})
