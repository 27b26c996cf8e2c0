import type { InterviewerMove } from '../domain/interview-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { interviewerCodeHash, newInterviewerCode } from './interviewer-code.ts'
import { findInterviewer, recordEnd, recordNewCode, whileInterviewerUnchanged } from './rows.ts'

/**
 * Gives an interviewer a new code (told this once; the old one opens nothing any more, what their phone holds is sent with
 * the new one) or ends them. `interviewer.not_found`, `interviewer.ended`, `interviewer.changed_meanwhile`.
 */
export async function moveInterviewer(
  env: Env,
  survey: string,
  id: string,
  input: InterviewerMove,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ id: string; code: string | null }>> {
  const act = { staff, action: 'interviewer:' + input.move, object: { kind: 'interviewer' as const, id }, ...asked }
  const refuse = async (code: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code)
  }
  if (!isUuid(id) || !isUuid(survey)) return refused('interviewer.not_found')
  const interviewer = await findInterviewer(env, id, survey)
  if (!interviewer) return refuse('interviewer.not_found')
  if (interviewer.ended_at !== null) return refuse('interviewer.ended')
  const code = input.move === 'new_code' ? newInterviewerCode() : null
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileInterviewerUnchanged(id, input.version)),
    code === null
      ? recordEnd(env.DB, id, input.version, asked.now)
      : recordNewCode(env.DB, id, input.version, await interviewerCodeHash(env.PORTAL_SECRET, code)),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse('interviewer.changed_meanwhile')
  return done({ id, code })
}
