import { DAY, HOUR, shanghaiDay, shanghaiMidnight } from './shanghai-day.ts'

/**
 * Eight working hours a day, 9:00–12:00 and 13:00–18:00 in China, whatever a counter's opening hours are:
 * a deadline of 8 hours given at 10:00 ends at 10:00 on the next working day.
 */
export const SESSIONS = [
  [9 * HOUR, 12 * HOUR],
  [13 * HOUR, 18 * HOUR],
] as const
export const WORKING_HOURS = SESSIONS.reduce((sum, [start, end]) => sum + end - start, 0) / HOUR

/** Days off and make-up working days of each year, as the State Council announces them (content/district/holidays.json). */
export type Years = Record<string, { holidays: string[]; workdays: string[] }>
export type WorkCalendar = { holidays: ReadonlySet<string>; workdays: ReadonlySet<string> }

export const workCalendar = (years: Years): WorkCalendar => ({
  holidays: new Set(Object.values(years).flatMap((year) => year.holidays)),
  workdays: new Set(Object.values(years).flatMap((year) => year.workdays)),
})

/** A day the office made a day off, or a working day. */
export type ChangedDay = { day: string; kind: 'off' | 'working' }

/** The calendar with these days changed: off or working, whatever it said of them. */
export const withChangedDays = ({ holidays, workdays }: WorkCalendar, changed: readonly ChangedDay[]): WorkCalendar => {
  const off = new Set(holidays)
  const working = new Set(workdays)
  for (const { day, kind } of changed) {
    off.delete(day)
    working.delete(day)
    ;(kind === 'off' ? off : working).add(day)
  }
  return { holidays: off, workdays: working }
}

/** Whether people work on the day of this moment. Years nobody has announced yet rest on Saturdays and Sundays only. */
export const isWorkDay = (at: number, { holidays, workdays }: WorkCalendar): boolean => {
  const day = shanghaiDay(at)
  if (workdays.has(day)) return true
  if (holidays.has(day)) return false
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/**
 * The moment at which `hours` working hours have passed since `from` (both epoch milliseconds).
 * Time outside the sessions does not count: what arrives on Friday night starts on the next working morning.
 */
export const addWorkingHours = (from: number, hours: number, calendar: WorkCalendar): number => {
  let left = hours * HOUR
  if (!(left > 0)) return from
  for (let midnight = shanghaiMidnight(from); ; midnight += DAY) {
    if (!isWorkDay(midnight, calendar)) continue
    for (const [start, end] of SESSIONS) {
      const begins = Math.max(from, midnight + start)
      const lasts = midnight + end - begins
      if (lasts <= 0) continue
      if (left <= lasts) return begins + left
      left -= lasts
    }
  }
}

/** `days` working days after `from`: addWorkingHours with whole days of `WORKING_HOURS`. */
export const addWorkingDays = (from: number, days: number, calendar: WorkCalendar): number =>
  addWorkingHours(from, days * WORKING_HOURS, calendar)

/** Working hours that pass between two moments; 0 when `to` is not after `from`. The inverse of addWorkingHours. */
export const workingHoursBetween = (from: number, to: number, calendar: WorkCalendar): number => {
  let passed = 0
  for (let midnight = shanghaiMidnight(from); midnight < to; midnight += DAY) {
    if (!isWorkDay(midnight, calendar)) continue
    for (const [start, end] of SESSIONS) {
      passed += Math.max(0, Math.min(to, midnight + end) - Math.max(from, midnight + start))
    }
  }
  return passed / HOUR
}

/** How many working days a thing is late: 0 until `due`, then at least 1, counted in begun days of `WORKING_HOURS`. */
export const workingDaysLate = (due: number, now: number, calendar: WorkCalendar): number =>
  now <= due ? 0 : Math.max(1, Math.ceil(workingHoursBetween(due, now, calendar) / WORKING_HOURS))

/** Working days by the calendar after the day of `from`, up to and including the day of `to`. */
export const workingDaysBetween = (from: number, to: number, calendar: WorkCalendar): number => {
  let days = 0
  for (let midnight = shanghaiMidnight(from) + DAY; midnight <= to; midnight += DAY) {
    if (isWorkDay(midnight, calendar)) days += 1
  }
  return days
}
