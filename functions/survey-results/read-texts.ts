import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Text } from '../domain/survey/form.ts'
import type { Mode } from '../domain/survey/meaning.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { findSurveyById, formOf } from '../surveys/find-survey.ts'
import { listEditions } from './figures-rows.ts'
import { listTexts, TEXT_STATES, type SurveyText } from './text-rows.ts'

const AT_ONCE = 20
export type TextsPage = { title: string; modes: Mode[]; texts: (SurveyText & { asked: Text })[]; next: string | null }

/** Twenty texts of residents in one state (`waiting` unless asked otherwise), each with the question it answers. `survey.not_found`. */
export async function readTexts(
  env: Env,
  id: string,
  query: { state?: string; after?: string },
): Promise<Outcome<TextsPage>> {
  const survey = await findSurveyById(env, id)
  if (!survey) return refused('survey.not_found')
  const state = TEXT_STATES.find((one) => one === query.state) ?? 'waiting'
  const after = isUuid(query.after ?? '') ? query.after! : ''
  const [texts, editions] = await Promise.all([
    listTexts(env.DB, id, state, after, AT_ONCE + 1),
    listEditions(env.DB, id),
  ])
  const forms = new Map(editions.map((row) => [row.number, row]))
  const askedIn = ({ edition, question }: SurveyText): Text => {
    const row = forms.get(edition)
    const name = question.replace(/-Comment$/, '')
    const found = row && formOf(row.id, row.version, row.definition).questions.find((one) => one.name === name)
    return found?.title ?? question
  }
  const shown = texts.slice(0, AT_ONCE)
  return done({
    title: survey.title,
    modes: survey.modes,
    texts: shown.map((text) => ({ ...text, asked: askedIn(text) })),
    next: texts.length > AT_ONCE ? shown.at(-1)!.id : null,
  })
}
