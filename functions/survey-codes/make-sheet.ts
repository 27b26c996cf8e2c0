import { findCommunity } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { CodeSheetInput } from '../domain/survey-code-input.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findSurveyById } from '../surveys/find-survey.ts'
import { codeHashOf, codeOf } from './code.ts'
import { insertSheet } from './rows.ts'

/**
 * Makes a sheet of one-time codes for one community. Only hashes are kept; the sheet is printed from our secret
 * (print-sheet.ts). `survey.not_found`, `survey.mode_not_taken`, `survey.cannot_now` once the survey is closed,
 * `community.wrong`.
 */
export async function makeSheet(
  env: Env,
  surveyId: string,
  { community, count }: CodeSheetInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ id: string }>> {
  const survey = await findSurveyById(env, surveyId)
  if (!survey) return refused('survey.not_found')
  const id = crypto.randomUUID()
  const act = { staff, action: 'code_sheet:make', object: { kind: 'code_sheet' as const, id }, ...asked }
  const refuse = async (code: string, field?: string) => {
    const object = { kind: 'survey' as const, id: surveyId }
    await recordRefusal(env.DB, { ...act, object }, code)
    return refused(code, field)
  }
  if (!survey.modes.includes('code')) return refuse('survey.mode_not_taken')
  if (survey.state === 'closed') return refuse('survey.cannot_now')
  if (!findCommunity(community)) return refuse('community.wrong', 'community')
  const { PORTAL_SECRET: secret } = env
  const hashes = await Promise.all(
    Array.from({ length: count }, async (_, i) => codeHashOf(secret, surveyId, await codeOf(secret, id, i))),
  )
  const sheet = { id, surveyId, community, madeBy: staff.id, now: asked.now }
  await env.DB.batch([
    ...insertSheet(env.DB, sheet, hashes),
    recordAct(env.DB, { ...act, result: 'ok', detail: JSON.stringify({ community, count }) }),
  ])
  return done({ id })
}
