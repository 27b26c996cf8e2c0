import type { RosterPerson } from '../functions/attendance/read-roster.ts'
import type { Standing } from '../functions/domain/attendance.ts'
import { showDay, showMinute } from '../functions/domain/show-time.ts'

/** When a shift is: 2026年11月24日 09:00–11:00, with both days when it runs over midnight. */
export const showShiftTime = (locale: string, { startsAt, endsAt }: { startsAt: number; endsAt: number }): string =>
  showDay(locale, startsAt) === showDay(locale, endsAt)
    ? `${showMinute(locale, startsAt)}–${clockOf(endsAt)}`
    : `${showMinute(locale, startsAt)} – ${showMinute(locale, endsAt)}`

/** The time of day in China: 09:05. */
export const clockOf = (at: number): string => showMinute('zh-CN', at).slice(-5)

const OFFSET = 8 * 3_600_000
/** A moment as a datetime-local field shows it, in China's time. */
export const toField = (at: number | null): string =>
  at === null ? '' : new Date(at + OFFSET).toISOString().slice(0, 16)
/** The moment in a datetime-local field; undefined when it is empty or none. */
export const fromField = (text: string): number | undefined => {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? Date.parse(`${text}:00+08:00`) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

/** How many of a roster stand how. */
export const countStandings = (people: readonly RosterPerson[]): Record<Standing, number> => {
  const counts = { none: 0, in: 0, out: 0, no_show: 0 }
  for (const { standing } of people) counts[standing] += 1
  return counts
}
