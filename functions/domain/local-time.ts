import { DAY, HOUR, MINUTE } from './shanghai-day.ts'

const OFFSET = 8 * HOUR
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::00(?:\.0+)?)?$/

/**
 * The moment of a local time in China as a `datetime-local` input sends it (`2026-11-24T09:00`), or null when it is no
 * time of the calendar (31 April, 24:00). China keeps one time, UTC+8, without summer time since 1991.
 */
export const readLocalTime = (text: string): number | null => {
  const found = LOCAL.exec(text.trim())
  if (!found) return null
  const [year, month, day, hour, minute] = found.slice(1).map(Number) as [number, number, number, number, number]
  const at = Date.UTC(year, month - 1, day, hour, minute) - OFFSET
  return writeLocalTime(at) === `${found[1]}-${found[2]}-${found[3]}T${found[4]}:${found[5]}` ? at : null
}

/** A moment as a `datetime-local` input shows it in China: `2026-11-24T09:00`. */
export const writeLocalTime = (at: number): string =>
  new Date(Math.floor(at / MINUTE) * MINUTE + OFFSET).toISOString().slice(0, 16)

/** The same time of day, so many days later: a day has 24 hours in China on every day of the year. */
export const daysLater = (at: number, days: number): number => at + days * DAY
