import { violatesUnique } from '../db/violation.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { NewSurveyInput } from '../domain/survey-input.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { insertSurvey, startSeries } from './change-rows.ts'
import { actOn, type Asked, refuse } from './desk-act.ts'
import { readQuestions } from './read-text.ts'
import { sourceOf } from './survey-source.ts'
import { checkSlug, makeSlug } from './survey-slug.ts'

/**
 * Makes a draft that nobody but the desk sees. The key becomes the survey's id: a form sent twice makes one survey.
 * Refusals: those of `sourceOf`, `readQuestions` and `checkSlug`, and `survey_title.missing`.
 */
export async function makeSurvey(
  env: Env,
  input: NewSurveyInput,
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string; again: boolean }>> {
  const { key: id, now } = { ...input, ...asked }
  const act = actOn(id, 'make', staff, asked)
  const source = await sourceOf(env, input)
  if (!source.ok) return refuse(env, act, source)
  const from = source.value
  const questions = readQuestions(from.definition, from.meaning)
  if (!questions.ok) return refuse(env, act, questions)
  const title = input.title || from.title
  if (title === '') return refuse(env, act, refused('survey_title.missing', 'title'))
  const slug = input.slug === '' ? done(await makeSlug(env, from.stem, now)) : await checkSlug(env, input.slug)
  // A form sent again finds its own address taken.
  if (!slug.ok && slug.issues[0]?.code !== 'survey.slug_taken') return refuse(env, act, slug)
  const { definition, meaning } = questions.value
  const survey = { ...from, id, title, slug: slug.ok ? slug.value : input.slug, definition, meaning }
  try {
    await env.DB.batch([
      ...insertSurvey(env.DB, survey, now),
      ...(from.of ? [startSeries(env.DB, from.of, from.series)] : []),
      recordAct(env.DB, { ...act, result: 'ok' }),
    ])
  } catch (error) {
    if (violatesUnique(error, 'surveys.id')) return done({ id, again: true })
    if (!violatesUnique(error, 'surveys.slug')) throw error
    return refuse(env, act, refused('survey.slug_taken', 'slug', { slug: survey.slug }))
  }
  return done({ id, again: false })
}
