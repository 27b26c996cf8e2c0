import type { DayKind } from '../functions/domain/calendar-input.ts'
import { DAY, shanghaiDay } from '../functions/domain/shanghai-day.ts'
import { isWorkDay, type WorkCalendar } from '../functions/domain/work-days.ts'

/** What a day is: an ordinary working day or weekend, a day off by arrangement, or a working day made up for one. */
export type DaySort = 'work' | 'weekend' | 'off' | 'make_up'
export type YearDay = { day: string; number: number; sort: DaySort; changed: boolean }
export type YearMonth = { month: number; weeks: (YearDay | null)[][]; workDays: number }

const noonOf = (day: string) => Date.parse(`${day}T12:00:00+08:00`)
/** 0 for Monday to 6 for Sunday. */
const weekdayOf = (day: string) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

const sortOf = (day: string, calendar: WorkCalendar): DaySort => {
  const weekend = weekdayOf(day) > 4
  if (isWorkDay(noonOf(day), calendar)) return weekend ? 'make_up' : 'work'
  return weekend && !calendar.holidays.has(day) ? 'weekend' : 'off'
}

const daysOf = (year: string, month: number): string[] => {
  const days: string[] = []
  const start = `${year}-${String(month).padStart(2, '0')}`
  for (let at = noonOf(`${start}-01`); shanghaiDay(at).startsWith(start); at += DAY) days.push(shanghaiDay(at))
  return days
}

/** The twelve months of a year in weeks from Monday to Sunday; null where a week begins before or ends after its month. */
export const yearOf = (year: string, calendar: WorkCalendar, changed: ReadonlySet<string>): YearMonth[] =>
  Array.from({ length: 12 }, (_, place) => {
    const days = daysOf(year, place + 1).map((day) => ({
      ...{ day, number: Number(day.slice(8)), sort: sortOf(day, calendar), changed: changed.has(day) },
    }))
    const cells: (YearDay | null)[] = [...Array.from({ length: weekdayOf(days[0]!.day) }, () => null), ...days]
    while (cells.length % 7 > 0) cells.push(null)
    const weeks = Array.from({ length: cells.length / 7 }, (_week, n) => cells.slice(n * 7, n * 7 + 7))
    const workDays = days.filter(({ sort }) => sort === 'work' || sort === 'make_up').length
    return { month: place + 1, weeks, workDays }
  })

/** What the calendar's API answers, as far as its pages read it. */
export type CalendarYear = {
  year: string
  shippedYears: string[]
  changed: { day: string; kind: DayKind; note: string; version: number; by: string | null; at: number }[]
  history: { day: string; before: DayKind; after: DayKind; note: string | null; by: string | null; at: number }[]
  moving: number
}
export type { CalendarDay } from '../functions/work-calendar/read-day.ts'
export type Gaps = { gaps: { year: string; deadlines: number }[] }
