import type { ShiftMove } from '../domain/activity-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { type Asked, actOn, changedMeanwhile, refuse } from './desk-act.ts'
import { findDeskShift } from './desk-rows.ts'
import { tellShift } from './news-rows.ts'
import { callOffSignUps, deleteDraftShift, recordShiftCancelled, whileShiftUnchanged } from './shift-rows.ts'

/**
 * Cancels one shift for a reason the volunteers read: sign-ups are called off and everybody is told, in one batch. A
 * draft's shift, which nobody has seen, is removed. Refusals: `shift.not_found`, `shift.cancelled_already`,
 * `shift.begun`, `shift.changed_meanwhile`.
 */
export async function moveShift(
  env: Env,
  id: string,
  { version, said, move }: ShiftMove,
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string; activity: string }>> {
  const { now } = asked
  const act = actOn('shift', id, move, staff, asked)
  const row = isUuid(id) ? await findDeskShift(env.DB, id, centresJson(staff)) : null
  if (!row) return refuse(env, act, refused('shift.not_found'))
  if (row.state === 'cancelled') return refuse(env, act, refused('shift.cancelled_already'))
  if (row.version !== version) return refuse(env, act, await changedMeanwhile(env, 'shift', id, now))
  if (row.state === 'open' && row.starts_at <= now) return refuse(env, act, refused('shift.begun'))
  const record = recordAct(env.DB, { ...act, result: 'ok' }, whileShiftUnchanged(id, version, row.capacity))
  const results = await env.DB.batch(
    row.state === 'draft'
      ? [record, deleteDraftShift(env.DB, id, version)]
      : [
          tellShift(env.DB, { id, version }, 'shift.cancelled', now),
          record,
          callOffSignUps(env.DB, id, version, said, now),
          recordShiftCancelled(env.DB, id, version, said, now),
        ],
  )
  if (results.at(-1)?.meta.changes === 0) return refuse(env, act, await changedMeanwhile(env, 'shift', id, now))
  return done({ id, activity: row.activity_id })
}
