import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findSurveyById } from '../surveys/find-survey.ts'
import { codeOf } from './code.ts'
import { findSheet } from './rows.ts'

/** A sheet to print: every code of it, used or not, in the order of the slips. */
export type PrintedSheet = { title: string; slug: string; community: string; closesAt: number | null; codes: string[] }

/**
 * The codes of a sheet, for printing. Who looked is recorded first: no row, no look. `survey.not_found`,
 * `code_sheet.not_found`, `code_sheet.voided`.
 */
export async function printSheet(
  env: Env,
  surveyId: string,
  id: string,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<PrintedSheet>> {
  const survey = await findSurveyById(env, surveyId)
  if (!survey) return refused('survey.not_found')
  const sheet = isUuid(id) ? await findSheet(env, surveyId, id) : null
  if (!sheet) return refused('code_sheet.not_found')
  const act = { staff, action: 'code_sheet:print', object: { kind: 'code_sheet' as const, id }, ...asked }
  if (sheet.voided_at !== null) {
    await recordRefusal(env.DB, act, 'code_sheet.voided')
    return refused('code_sheet.voided')
  }
  await recordAct(env.DB, { ...act, result: 'ok' }).run()
  const codes = await Promise.all(Array.from({ length: sheet.printed }, (_, i) => codeOf(env.PORTAL_SECRET, id, i)))
  const { title, slug, closesAt } = survey
  return done({ title, slug, community: sheet.community, closesAt, codes })
}
