import { DAY, shanghaiDay } from './shanghai-day.ts'
import { BACKLOG } from './tip-off.ts'
import { readTypedTime } from './typed-time.ts'
import { addWorkingHours, isWorkDay, type WorkCalendar, workingHoursBetween } from './work-days.ts'

/** Where work ends on a day that somebody typed. */
const END_OF_WORK = '18:00'

/** What the moment of a typed day is, or why it cannot be taken. */
type Read = { at: number } | { code: string; latest?: number }

/**
 * The deadline that an extension (延期) asks for: the end of work on a working day, later than the deadline, and at most
 * the category's own time later. `until.unreadable`, `until.not_a_work_day`, `until.not_later`, `until.too_far`.
 */
export const readExtension = (typed: string, dueAt: number, hours: number, calendar: WorkCalendar): Read => {
  const at = readTypedTime(typed, END_OF_WORK)
  if (at === null) return { code: 'until.unreadable' }
  if (!isWorkDay(at, calendar)) return { code: 'until.not_a_work_day' }
  if (at <= dueAt) return { code: 'until.not_later' }
  const latest = addWorkingHours(dueAt, hours, calendar)
  return shanghaiDay(at) > shanghaiDay(latest) ? { code: 'until.too_far', latest } : { at: Math.min(at, latest) }
}

/** The last day an extension may reach. */
export const latestExtension = (dueAt: number, hours: number, calendar: WorkCalendar): number =>
  addWorkingHours(dueAt, hours, calendar)

/**
 * The moment at which a case in the backlog (挂账) is looked at again: the end of work on a working day to come, within a
 * year. `until.unreadable`, `until.not_a_work_day`, `until.not_later`, `until.too_far`.
 */
export const readReviewDay = (typed: string, now: number, calendar: WorkCalendar): Read => {
  const at = readTypedTime(typed, END_OF_WORK)
  if (at === null) return { code: 'until.unreadable' }
  if (!isWorkDay(at, calendar)) return { code: 'until.not_a_work_day' }
  if (at <= now) return { code: 'until.not_later' }
  const latest = now + BACKLOG.maxDays * DAY
  return at > latest ? { code: 'until.too_far', latest } : { at }
}

/** The deadline of a case taken out of the backlog: what was left of its time runs on; what was late stays as late. */
export const dueAfterBacklog = (
  { backloggedAt, dueBefore }: { backloggedAt: number; dueBefore: number },
  now: number,
  calendar: WorkCalendar,
): number =>
  dueBefore <= backloggedAt
    ? dueBefore
    : addWorkingHours(now, workingHoursBetween(backloggedAt, dueBefore, calendar), calendar)
