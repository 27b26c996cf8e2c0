import { violatesUnique } from '../db/violation.ts'
import type { ActivityInput } from '../domain/activity-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { Staff } from '../domain/staff.ts'
import { MALFORMED } from '../domain/text.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { countActivity, insertActivity } from './change-rows.ts'
import { type Asked, actOn, refuse } from './desk-act.ts'
import { findDeskActivity } from './desk-rows.ts'
import { placeActivity } from './place-activity.ts'

/** The key under which a year's activities are counted: `A26`. */
export const activityYear = (now: number): string => 'A' + shanghaiDay(now).slice(2, 4)

/**
 * Makes a draft that nobody but the desk sees. `key` is a random UUID the form was drawn with and becomes the activity's
 * id, so that a form sent twice makes one draft. Refusals are those of `placeActivity`.
 */
export async function createActivity(
  env: Env,
  key: string,
  input: ActivityInput,
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string; again: boolean }>> {
  if (!isUuid(key)) return refused(MALFORMED)
  const act = actOn('activity', key, 'create', staff, asked)
  const placed = await placeActivity(env, input, staff)
  if (!placed.ok) return refuse(env, act, placed)
  const year = activityYear(asked.now)
  try {
    await env.DB.batch([
      countActivity(env.DB, year),
      insertActivity(env.DB, key, year, placed.value, asked.now),
      recordAct(env.DB, { ...act, result: 'ok' }),
    ])
  } catch (error) {
    if (!violatesUnique(error, 'activities.id')) throw error
    const known = await findDeskActivity(env.DB, key, centresJson(staff))
    return known ? done({ id: key, again: true }) : refuse(env, act, refused('activity.not_found'))
  }
  return done({ id: key, again: false })
}
