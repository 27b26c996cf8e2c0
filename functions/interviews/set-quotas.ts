import { findCommunity } from '../district.ts'
import type { QuotasInput } from '../domain/interview-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { Form } from '../domain/survey/form.ts'
import type { Meaning } from '../domain/survey/meaning.ts'
import { PARTS, readCell } from '../domain/survey/quota.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findSurveyById } from '../surveys/find-survey.ts'
import { plannedEdition } from '../surveys/known-editions.ts'
import { quotaStatements, whileSurveyUnchanged } from './rows.ts'

/** Whether a part of a cell names somebody there can be: a choice of its question, or a community of the district. */
const isKnownIn =
  (form: Form, meaning: Meaning) =>
  (part: (typeof PARTS)[number], value: string): boolean => {
    if (value === '') return true
    const name = meaning[part]
    const question = name === undefined ? undefined : form.questions.find((one) => one.name === name)
    if (!question) return part === 'community' && findCommunity(value) !== null
    return (question.choices ?? []).some((choice) => String(choice) === value)
  }

/**
 * Puts these quotas in place of a survey's old ones. `survey.not_found`, `survey.cannot_now` when it is closed,
 * `quota.unknown_cell` (its detail names the cell), `quota.twice`, `survey.changed_meanwhile`.
 */
export async function setQuotas(
  env: Env,
  surveyId: string,
  input: QuotasInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ version: number }>> {
  const act = { staff, action: 'survey:quotas', object: { kind: 'survey' as const, id: surveyId }, ...asked }
  const refuse = async (code: string, detail?: Record<string, string>) => {
    await recordRefusal(env.DB, act, code)
    return refused(code, 'quotas', detail)
  }
  const survey = await findSurveyById(env, surveyId)
  if (!survey) return refused('survey.not_found')
  if (survey.state === 'closed') return refuse('survey.cannot_now')
  const edition = await plannedEdition(env, survey)
  const isKnown = edition ? isKnownIn(edition.form, edition.meaning) : () => false
  for (const { cell } of input.quotas) {
    const parts = readCell(cell)
    if (!parts || !PARTS.every((part) => isKnown(part, parts[part]))) return refuse('quota.unknown_cell', { cell })
  }
  if (new Set(input.quotas.map(({ cell }) => cell)).size < input.quotas.length) return refuse('quota.twice')
  const results = await env.DB.batch([
    recordAct(
      env.DB,
      { ...act, detail: String(input.quotas.length), result: 'ok' },
      whileSurveyUnchanged(survey.id, input.version),
    ),
    ...quotaStatements(env.DB, survey.id, input.version, input.quotas, asked.now),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse('survey.changed_meanwhile')
  return done({ version: input.version + 1 })
}
