import { done, refused, type Outcome } from '../domain/outcome.ts'
import { daysLater } from '../domain/local-time.ts'
import type { ShiftPlan } from '../domain/shift-input.ts'
import type { Env } from '../http/app-types.ts'
import { countActivity, insertCopy, insertShifts, recordTouched } from './change-rows.ts'
import { activityYear } from './create-activity.ts'
import type { DeskActivityRow, DeskShiftRow } from './desk-rows.ts'
import type { Moving } from './moving.ts'

/** A shift so many days later: its sign-up window and its last moment to cancel come along. */
export const later = (row: DeskShiftRow, days: number): ShiftPlan => ({
  startsAt: daysLater(row.starts_at, days),
  endsAt: daysLater(row.ends_at, days),
  capacity: row.capacity,
  reserved: row.reserved,
  opensAt: daysLater(row.opens_at, days),
  closesAt: daysLater(row.closes_at, days),
  cancelUntil: daysLater(row.cancel_until, days),
})

/**
 * A new draft that says the same, with the shifts so many days later. Cancelled shifts and those that would lie in the
 * past are left out; `copy.in_past` when none is left of those that were there.
 */
export const copyStatements = (
  env: Env,
  row: DeskActivityRow,
  shifts: DeskShiftRow[],
  days: number,
  now: number,
): Outcome<Moving> => {
  const kept = shifts.filter(({ state }) => state !== 'cancelled' || row.state === 'cancelled')
  const plans = kept.map((shift) => later(shift, days)).filter(({ startsAt }) => startsAt > now)
  if (kept.length > 0 && plans.length === 0) return refused('copy.in_past', 'days')
  const id = crypto.randomUUID()
  const year = activityYear(now)
  const guarded = { id: row.id, version: row.version }
  const statements = [
    countActivity(env.DB, year),
    insertCopy(env.DB, { id, year, of: row.id, version: row.version, now }),
    insertShifts(env.DB, id, plans, 'draft', guarded),
    // The copied one counts a version up: the same form sent twice makes one copy.
    recordTouched(env.DB, row.id, row.version, now),
  ]
  return done({ statements, id, n: plans.length })
}
