import type { ActivityMove } from '../domain/activity-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { centresJson } from '../staff/centre-scope.ts'
import * as rows from './change-rows.ts'
import { copyStatements } from './copy-activity.ts'
import { type Asked, actOn, changedMeanwhile, refuse } from './desk-act.ts'
import { type DeskActivityRow, type DeskShiftRow, findDeskActivity, listDeskShifts } from './desk-rows.ts'
import type { Moving } from './moving.ts'
import { tellActivity } from './news-rows.ts'
import { repeatStatements } from './repeat-shift.ts'
import { callOffSignUpsOf, cancelShiftsOf } from './shift-rows.ts'

const publish = (env: Env, row: DeskActivityRow, shifts: DeskShiftRow[], now: number): Outcome<Moving> => {
  if (row.state !== 'draft') return refused('activity.published_already')
  if (!shifts.some((shift) => shift.state === 'draft' && shift.ends_at > now)) return refused('activity.no_shift')
  const { id, version } = row
  const statements = [rows.recordShiftsOpen(env.DB, id, version), rows.recordPublished(env.DB, id, version, now)]
  return done({ statements, id, n: 0 })
}

const cancel = (env: Env, row: DeskActivityRow, said: string, now: number): Outcome<Moving> => {
  if (row.state === 'draft') return refused('activity.is_draft')
  const { id, version } = row
  const statements = [
    tellActivity(env.DB, id, version, 'activity.cancelled', now),
    callOffSignUpsOf(env.DB, id, version, said, now),
    cancelShiftsOf(env.DB, id, version, said, now),
    rows.recordCancelled(env.DB, id, version, said, now),
  ]
  return done({ statements, id, n: 0 })
}

const remove = (env: Env, { id, version, state }: DeskActivityRow): Outcome<Moving> =>
  state === 'draft'
    ? done({
        statements: [rows.deleteDraftShifts(env.DB, id, version), rows.deleteDraft(env.DB, id, version)],
        id,
        n: 0,
      })
    : refused('activity.published_already')

/**
 * Makes a move with a whole activity, with its audit row, in one batch or not at all. A copy answers the new draft's id;
 * `n` is how many shifts a copy or a repetition made. Refusals: `activity.not_found`, `activity.cancelled`,
 * `activity.published_already`, `activity.is_draft`, `activity.no_shift`, those of copying and repeating, and
 * `activity.changed_meanwhile` when somebody was faster.
 */
export async function moveActivity(
  env: Env,
  id: string,
  input: ActivityMove,
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string; n: number }>> {
  const { now } = asked
  const act = actOn('activity', id, input.move, staff, asked)
  const row = isUuid(id) ? await findDeskActivity(env.DB, id, centresJson(staff)) : null
  if (!row) return refuse(env, act, refused('activity.not_found'))
  if (row.state === 'cancelled' && input.move !== 'copy') return refuse(env, act, refused('activity.cancelled'))
  if (row.version !== input.version) return refuse(env, act, await changedMeanwhile(env, 'activity', id, now))
  const shifts = await listDeskShifts(env.DB, id)
  const moving = ((): Outcome<Moving> => {
    if (input.move === 'cancel') return cancel(env, row, input.said, now)
    if (input.move === 'copy') return copyStatements(env, row, shifts, input.days, now)
    if (input.move === 'repeat') return repeatStatements(env, row, shifts, input, now)
    return input.move === 'publish' ? publish(env, row, shifts, now) : remove(env, row)
  })()
  if (!moving.ok) return refuse(env, act, moving)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, rows.whileActivityAt(id, row.version)),
    ...moving.value.statements,
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse(env, act, await changedMeanwhile(env, 'activity', id, now))
  return done({ id: moving.value.id, n: moving.value.n })
}
