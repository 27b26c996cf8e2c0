import { refused } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { type Act, recordRefusal } from '../staff/audit.ts'
import { findLastChange } from './desk-rows.ts'

/** Which request it was, and when. */
export type Asked = { requestId: string; now: number }

/** An act on a survey, for its audit row; `detail` is the number of the edition it was about. */
export const actOn = (id: string, action: string, staff: Staff, asked: Asked, edition?: number) => ({
  staff,
  action: `survey:${action}`,
  object: { kind: 'survey' as const, id },
  ...asked,
  ...(edition !== undefined && { detail: String(edition) }),
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

/** Says who was faster, and how many minutes ago: `survey.changed_meanwhile`. */
export const changedMeanwhile = async (env: Env, id: string, now: number) => {
  const last = await findLastChange(env.DB, id)
  const minutes = last ? Math.max(0, Math.floor((now - last.happened_at) / 60_000)) : 0
  return refused('survey.changed_meanwhile', undefined, { by: last?.staff_name ?? '', minutes })
}
