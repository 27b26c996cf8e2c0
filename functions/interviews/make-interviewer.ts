import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { InterviewerInput } from '../domain/interview-input.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findSurveyById } from '../surveys/find-survey.ts'
import { interviewerCodeHash, newInterviewerCode } from './interviewer-code.ts'
import { insertInterviewer, whileNotClosed } from './rows.ts'

/**
 * Makes an interviewer of a survey and the code they interview with, which is told this once.
 * `survey.not_found`, `survey.cannot_now` when it is closed.
 */
export async function makeInterviewer(
  env: Env,
  surveyId: string,
  input: InterviewerInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ id: string; code: string }>> {
  const survey = await findSurveyById(env, surveyId)
  if (!survey) return refused('survey.not_found')
  const id = crypto.randomUUID()
  const code = newInterviewerCode()
  const act = { staff, action: 'interviewer:make', object: { kind: 'interviewer' as const, id }, ...asked }
  const codeHash = await interviewerCodeHash(env.PORTAL_SECRET, code)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileNotClosed(survey.id)),
    insertInterviewer(env.DB, { id, survey: survey.id, name: input.name, codeHash, now: asked.now }),
  ])
  if (results.at(-1)?.meta.changes === 0) {
    const onSurvey = { ...act, object: { kind: 'survey' as const, id: survey.id } }
    await recordRefusal(env.DB, onSurvey, 'survey.cannot_now')
    return refused('survey.cannot_now')
  }
  return done({ id, code })
}
