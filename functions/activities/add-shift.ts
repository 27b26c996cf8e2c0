import { DESK_ACTIVITY } from '../domain/activity-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { planShift, type ShiftInput } from '../domain/shift-input.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { insertShifts, recordTouched, whileActivityUnchanged } from './change-rows.ts'
import { type Asked, actOn, changedMeanwhile, refuse } from './desk-act.ts'
import { findDeskActivity, listDeskShifts } from './desk-rows.ts'

/**
 * Adds a shift; of an activity that is public already it is public at once. Refusals: those of `planShift`,
 * `starts.taken` (another shift of the activity starts then), `activity.too_many_shifts`, `activity.not_found`,
 * `activity.cancelled`, `activity.changed_meanwhile`.
 */
export async function addShift(
  env: Env,
  id: string,
  { version, ...input }: ShiftInput & { version: number },
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string }>> {
  const { now } = asked
  const act = actOn('activity', id, 'add_shift', staff, asked)
  const row = isUuid(id) ? await findDeskActivity(env.DB, id, centresJson(staff)) : null
  if (!row) return refuse(env, act, refused('activity.not_found'))
  if (row.state === 'cancelled') return refuse(env, act, refused('activity.cancelled'))
  if (row.version !== version) return refuse(env, act, await changedMeanwhile(env, 'activity', id, now))
  const plan = planShift(input, now)
  if (!plan.ok) return refuse(env, act, plan)
  const shifts = await listDeskShifts(env.DB, id)
  if (shifts.some(({ starts_at, state }) => starts_at === plan.value.startsAt && state !== 'cancelled'))
    return refuse(env, act, refused('starts.taken', 'startsAt'))
  if (shifts.length >= DESK_ACTIVITY.shifts)
    return refuse(env, act, refused('activity.too_many_shifts', undefined, { max: DESK_ACTIVITY.shifts }))
  const state = row.state === 'draft' ? 'draft' : 'open'
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileActivityUnchanged(id, version)),
    insertShifts(env.DB, id, [plan.value], state, { id, version }),
    recordTouched(env.DB, id, version, now),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse(env, act, await changedMeanwhile(env, 'activity', id, now))
  return done({ id })
}
