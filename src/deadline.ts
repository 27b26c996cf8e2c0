import { shanghaiDay } from '../functions/domain/shanghai-day.ts'
import { workingDaysBetween, workingDaysLate, type WorkCalendar } from '../functions/domain/work-days.ts'

type Deadline = { kind: 'late' | 'today' | 'left'; days: number }

/** What a deadline means now: late by so many working days, due today, or so many working days left. */
export const deadlineOf = (due: number, now: number, calendar: WorkCalendar): Deadline => {
  if (now > due) return { kind: 'late', days: workingDaysLate(due, now, calendar) }
  if (shanghaiDay(due) === shanghaiDay(now)) return { kind: 'today', days: 0 }
  return { kind: 'left', days: Math.max(1, workingDaysBetween(now, due, calendar)) }
}
