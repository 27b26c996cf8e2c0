import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { EditionInput } from '../domain/survey-input.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { recordQuestions, whileEditable } from './change-rows.ts'
import { actOn, type Asked, changedMeanwhile, refuse } from './desk-act.ts'
import { findDeskSurvey, findEdition } from './desk-rows.ts'
import { isFixed } from './desk-view.ts'
import { readQuestions } from './read-text.ts'

/**
 * Keeps the questions of an edition and what they mean, all of them or none. Refusals: `survey.not_found`,
 * `survey.edition_not_found`, `survey.frozen` where answers were or can be given, those of `readQuestions`, and
 * `survey.changed_meanwhile` when somebody was faster.
 */
export async function saveEdition(
  env: Env,
  id: string,
  number: number,
  input: EditionInput,
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ version: number }>> {
  const act = actOn(id, 'save_edition', staff, asked, number)
  const survey = isUuid(id) ? await findDeskSurvey(env.DB, id) : null
  if (!survey) return refuse(env, act, refused('survey.not_found'))
  const edition = number > 0 ? await findEdition(env.DB, id, number) : null
  if (!edition) return refuse(env, act, refused('survey.edition_not_found'))
  if (isFixed(survey, edition)) return refuse(env, act, refused('survey.frozen'))
  if (edition.version !== input.version) return refuse(env, act, await changedMeanwhile(env, id, asked.now))
  const questions = readQuestions(input.definition, input.meaning ?? edition.meaning)
  if (!questions.ok) return refuse(env, act, questions)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileEditable(edition.id, input.version)),
    recordQuestions(env.DB, { id: edition.id, version: input.version }, questions.value, asked.now),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse(env, act, await changedMeanwhile(env, id, asked.now))
  return done({ version: input.version + 1 })
}
