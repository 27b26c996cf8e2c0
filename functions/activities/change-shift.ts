import { done, refused, type Outcome } from '../domain/outcome.ts'
import { planShift, type ShiftInput } from '../domain/shift-input.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { promoteStatements } from '../volunteers/promote.ts'
import { recordAct } from '../staff/audit.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { type Asked, actOn, changedMeanwhile, refuse } from './desk-act.ts'
import { findDeskShift } from './desk-rows.ts'
import { tellShift } from './news-rows.ts'
import { recordOffersShortened, recordShift, whileShiftUnchanged } from './shift-rows.ts'

/**
 * Changes a shift's times, places and sign-up window; free places go to the waiting list. Other times of a public shift are a move: it is marked as moved
 * and everybody signed up is told. Refusals: those of `planShift`, `capacity.below_taken`, `shift.not_found`,
 * `shift.cancelled_already`, and `shift.changed_meanwhile` when somebody was faster.
 */
export async function changeShift(
  env: Env,
  id: string,
  { version, ...input }: ShiftInput & { version: number },
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string; activity: string; moved: boolean }>> {
  const { now } = asked
  const act = actOn('shift', id, 'change', staff, asked)
  const row = isUuid(id) ? await findDeskShift(env.DB, id, centresJson(staff)) : null
  if (!row) return refuse(env, act, refused('shift.not_found'))
  if (row.state === 'cancelled') return refuse(env, act, refused('shift.cancelled_already'))
  if (row.version !== version) return refuse(env, act, await changedMeanwhile(env, 'shift', id, now))
  const plan = planShift(input, now, row.starts_at)
  if (!plan.ok) return refuse(env, act, plan)
  const { value } = plan
  const belowTaken = (taken: number) => refuse(env, act, refused('capacity.below_taken', 'capacity', { taken }))
  if (value.capacity < row.taken) return belowTaken(row.taken)
  const moved = row.state === 'open' && (value.startsAt !== row.starts_at || value.endsAt !== row.ends_at)
  const { capacity } = value
  const statements = [
    ...(moved ? [tellShift(env.DB, { id, version, capacity }, 'shift.moved', now)] : []),
    recordAct(
      env.DB,
      { ...act, action: moved ? 'shift:move' : act.action, result: 'ok' },
      whileShiftUnchanged(id, version, capacity),
    ),
    ...(moved ? [recordOffersShortened(env.DB, id, version, value.startsAt)] : []),
    recordShift(env.DB, id, version, value, moved ? now : null),
  ]
  const place = statements.length - 1
  // More places than before go to the waiting list, in its order.
  const results = await env.DB.batch([...statements, ...promoteStatements(env, id, now)])
  if (results[place]?.meta.changes !== 0) return done({ id, activity: row.activity_id, moved })
  // Nobody of the staff was faster: then somebody signed up between our read and our write.
  const after = await findDeskShift(env.DB, id, null)
  return after && after.version === version && after.taken > capacity
    ? belowTaken(after.taken)
    : refuse(env, act, await changedMeanwhile(env, 'shift', id, now))
}
