import { DESK_ACTIVITY } from '../domain/activity-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { insertShifts, recordTouched } from './change-rows.ts'
import { later } from './copy-activity.ts'
import type { DeskActivityRow, DeskShiftRow } from './desk-rows.ts'
import type { Moving } from './moving.ts'

/**
 * Repeats a shift on the same weekday and at the same time for so many weeks more, over midnights, ends of months and
 * years. Weeks in which the activity has a shift at that time already, or that are past, are left out.
 * `repeat_shift.missing` when the shift is not this activity's, `repeat.nothing_new` when every week has one,
 * `activity.too_many_shifts` beyond 200.
 */
export const repeatStatements = (
  env: Env,
  row: DeskActivityRow,
  shifts: DeskShiftRow[],
  asked: { shift: string; weeks: number },
  now: number,
): Outcome<Moving> => {
  const first = shifts.find(({ id, state }) => id === asked.shift && state !== 'cancelled')
  if (!first) return refused('repeat_shift.missing', 'shift')
  const taken = new Set(shifts.filter(({ state }) => state !== 'cancelled').map(({ starts_at }) => starts_at))
  const plans = Array.from({ length: asked.weeks }, (_, week) => later(first, 7 * (week + 1))).filter(
    ({ startsAt }) => startsAt > now && !taken.has(startsAt),
  )
  if (plans.length === 0) return refused('repeat.nothing_new', 'weeks')
  if (shifts.length + plans.length > DESK_ACTIVITY.shifts)
    return refused('activity.too_many_shifts', 'weeks', { max: DESK_ACTIVITY.shifts })
  const { id, version } = row
  const state = row.state === 'draft' ? 'draft' : 'open'
  const statements = [insertShifts(env.DB, id, plans, state, { id, version }), recordTouched(env.DB, id, version, now)]
  return done({ statements, id, n: plans.length })
}
