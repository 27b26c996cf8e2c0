import { calendar } from '../functions/district.ts'
import { shanghaiDay } from '../functions/domain/shanghai-day.ts'
import { workingDaysBetween, workingDaysLate } from '../functions/domain/work-days.ts'

/** What a deadline means now: late by so many working days, due today, or so many working days left. */
export const deadlineOf = (due: number, now: number): { kind: 'late' | 'today' | 'left'; days: number } => {
  if (now > due) return { kind: 'late', days: workingDaysLate(due, now, calendar) }
  if (shanghaiDay(due) === shanghaiDay(now)) return { kind: 'today', days: 0 }
  return { kind: 'left', days: Math.max(1, workingDaysBetween(now, due, calendar)) }
}
