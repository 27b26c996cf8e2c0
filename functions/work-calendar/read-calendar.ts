import { shippedCalendar } from '../district.ts'
import { withChangedDays, type WorkCalendar } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { listChangedDays } from './calendar-rows.ts'

/** Another process or isolate changes a day for us at most this much later; this one knows at once. */
const KEPT_MS = 30_000

let kept: { calendar: WorkCalendar; readAt: number } | null = null
let changes = 0

/**
 * Holidays and working days as the office keeps them: the shipped years and what was changed at the desk.
 * One small read, kept for half a minute, so that no deadline costs a trip to the database.
 */
export const readCalendar = async ({ DB }: Env): Promise<WorkCalendar> => {
  const readAt = Date.now()
  if (kept && Math.abs(readAt - kept.readAt) < KEPT_MS) return kept.calendar
  const before = changes
  const calendar = withChangedDays(shippedCalendar, await listChangedDays(DB))
  // A day changed while we read: whoever asks next reads again.
  if (before === changes) kept = { calendar, readAt }
  return calendar
}

/** After a day was changed in this process: the next who asks reads anew. */
export const forgetCalendar = (): void => {
  changes += 1
  kept = null
}
