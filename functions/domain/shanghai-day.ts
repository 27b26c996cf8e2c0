export const HOUR = 3_600_000
export const DAY = 86_400_000
export const MINUTE = 60_000
const OFFSET = 8 * HOUR

/** China keeps one time, eight hours ahead of UTC, and no summer time (since 1991). */
export const shanghaiMidnight = (at: number): number => Math.floor((at + OFFSET) / DAY) * DAY - OFFSET

/** The day in China at this moment, `2026-11-22`. */
export const shanghaiDay = (at: number): string => new Date(at + OFFSET).toISOString().slice(0, 10)

/** Residents' acts are kept to the minute: a second could be matched with a log of somebody else's. */
export const toTheMinute = (at: number): number => Math.floor(at / MINUTE) * MINUTE
