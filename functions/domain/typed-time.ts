import { HOUR } from './shanghai-day.ts'

const DAY = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/
const CLOCK = /^(\d{1,2})(?:[:点时](\d{2})?分?(?::00)?|(\d{2}))?$/

/**
 * The moment (epoch ms) of a day and a time of day in China as two plain inputs hold them, or null when they name no
 * time of the calendar. Forgives what an old phone's keyboard gives where the browser knows no date field:
 * `2026/11/28`, `2026年11月28日`, `9:00`, `0900`, `9点`, full-width digits.
 */
export const readTypedTime = (day: string, clock: string): number | null => {
  const plain = (text: string) => text.slice(0, 40).normalize('NFKC').replace(/\s/g, '')
  const date = DAY.exec(plain(day))
  const time = CLOCK.exec(plain(clock))
  if (!date || !time) return null
  const [year, month, dayOfMonth] = date.slice(1).map(Number) as [number, number, number]
  const [hour, minute] = [Number(time[1]), Number(time[2] ?? time[3] ?? 0)]
  if (hour > 23 || minute > 59 || year < 2000) return null
  const at = Date.UTC(year, month - 1, dayOfMonth, hour, minute)
  const read = new Date(at)
  return read.getUTCMonth() === month - 1 && read.getUTCDate() === dayOfMonth ? at - 8 * HOUR : null
}

/** A moment as the two inputs show it: `['2026-11-28', '09:00']`. */
export const writeTypedTime = (at: number): [day: string, clock: string] => {
  const text = new Date(at + 8 * HOUR).toISOString()
  return [text.slice(0, 10), text.slice(11, 16)]
}
