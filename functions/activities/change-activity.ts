import type { ActivityInput } from '../domain/activity-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { recordActivity, whileActivityUnchanged } from './change-rows.ts'
import { type Asked, actOn, changedMeanwhile, refuse } from './desk-act.ts'
import { findDeskActivity } from './desk-rows.ts'
import { placeActivity } from './place-activity.ts'

/**
 * Changes what an activity says; its times are its shifts'. Refusals: those of `placeActivity`, `activity.not_found`,
 * `activity.cancelled`, and `activity.changed_meanwhile` when somebody was faster.
 */
export async function changeActivity(
  env: Env,
  id: string,
  { version, ...input }: ActivityInput & { version: number },
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string }>> {
  const act = actOn('activity', id, 'change', staff, asked)
  const row = isUuid(id) ? await findDeskActivity(env.DB, id, centresJson(staff)) : null
  if (!row) return refuse(env, act, refused('activity.not_found'))
  if (row.state === 'cancelled') return refuse(env, act, refused('activity.cancelled'))
  if (row.version !== version) return refuse(env, act, await changedMeanwhile(env, 'activity', id, asked.now))
  const placed = await placeActivity(env, input, staff)
  if (!placed.ok) return refuse(env, act, placed)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileActivityUnchanged(id, version)),
    recordActivity(env.DB, id, version, placed.value, asked.now),
  ])
  if (results.at(-1)?.meta.changes === 0)
    return refuse(env, act, await changedMeanwhile(env, 'activity', id, asked.now))
  return done({ id })
}
