import { refused } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { type Act, recordRefusal } from '../staff/audit.ts'
import { findLastAct } from './desk-rows.ts'

/** Which request it was, and when. */
export type Asked = { requestId: string; now: number }

/** An act on an activity or a shift, for its audit row. */
export const actOn = (kind: 'activity' | 'shift', id: string, action: string, staff: Staff, asked: Asked) => ({
  staff,
  action: `${kind}:${action}`,
  object: { kind, id },
  ...asked,
})

/** Records a refusal and answers it. */
export const refuse = async <R extends { ok: false; issues: { code: string }[] }>(
  env: Env,
  act: Omit<Act, 'result'>,
  refusal: R,
): Promise<R> => {
  await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
  return refusal
}

/** Says who was faster, and how many minutes ago: `activity.changed_meanwhile`, `shift.changed_meanwhile`. */
export const changedMeanwhile = async (env: Env, kind: 'activity' | 'shift', id: string, now: number) => {
  const last = await findLastAct(env.DB, kind, id)
  const minutes = last ? Math.max(0, Math.floor((now - last.happened_at) / 60_000)) : 0
  return refused(`${kind}.changed_meanwhile`, undefined, { by: last?.staff_name ?? '', minutes })
}
