import { activityKinds, streets } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { findActivity, listComing, PAGE, selectShifts } from './public-rows.ts'
import {
  activityView,
  shiftOfActivity,
  shiftView,
  type ActivityView,
  type ShiftOfActivity,
  type ShiftOfActivityRow,
  type ShiftView,
} from './public-view.ts'

export type ActivitiesQuery = { kind?: string; street?: string; free?: string; before?: string }

/**
 * A page of twenty coming shifts in time order, and where the next begins (`before` of the next question).
 * A filter that names nothing of ours is left out; `free=1` shows only shifts with a place for anyone now.
 */
export const browseActivities = async (
  env: Env,
  { kind, street, free, before }: ActivitiesQuery,
  now: number,
): Promise<{ shifts: ShiftOfActivity[]; next: string | null }> => {
  const filter = {
    kind: activityKinds.some(({ id }) => id === kind) ? kind! : null,
    street: streets.some(({ id }) => id === street) ? street! : null,
    free: free === '1',
    after: readCursor(before),
  }
  const rows = await listComing(env, filter, now)
  const last = rows[PAGE - 1]
  return {
    shifts: rows.slice(0, PAGE).map((row) => shiftOfActivity(row, now)),
    next: rows.length > PAGE && last ? writeCursor({ at: last.starts_at, id: last.shift_id }) : null,
  }
}

/** One activity with its newest sixty shifts in time order, past and cancelled ones too; `activity.not_found` for a draft. */
export const showActivity = async (
  env: Env,
  number: string,
  now: number,
): Promise<Outcome<{ activity: ActivityView; shifts: ShiftView[] }>> => {
  const found = await findActivity(env, number)
  if (!found) return refused('activity.not_found')
  const shifts = found.shifts.map((row) => shiftView(row, now)).reverse()
  return done({ activity: activityView(found.activity), shifts })
}

/** One shift with its activity; `shift.not_found` for a draft. */
export const showShift = async (env: Env, id: string, now: number): Promise<Outcome<ShiftOfActivity>> => {
  const { results } = await selectShifts(env, [id]).all<ShiftOfActivityRow>()
  return results[0] ? done(shiftOfActivity(results[0], now)) : refused('shift.not_found')
}
