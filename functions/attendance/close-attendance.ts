import { MARKING } from '../domain/attendance.ts'
import { DAY } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { listUnclosed, recomputeStatements } from './rows.ts'

/** How far back the frequent run looks; the daily one looks over a year, for a portal that stood still. */
const LOOKS_BACK = 2 * DAY

/**
 * Counts who checked in and was never checked out up to the shift's end, half a day after it. Marks that come later
 * still count: the record is made anew from all of them. Safe to run twice at once.
 */
export async function closeAttendance(env: Env, now: number, looksBack = LOOKS_BACK): Promise<void> {
  const until = now - MARKING.closedAfter
  const signUps = await listUnclosed(env.DB, until - looksBack, until)
  if (signUps.length > 0) await env.DB.batch(recomputeStatements(env.DB, signUps, now))
}

export const closeOldAttendance = (env: Env, now: number): Promise<void> => closeAttendance(env, now, 400 * DAY)
