import { done, refused, type Issue, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { DIMENSIONS, type Dimension } from '../domain/survey-figures/tallies.ts'
import type { Margins } from '../domain/survey/meaning.ts'
import type { MarginsInput } from '../domain/survey-results-input.ts'
import { findCommunity } from '../district.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findSurveyById, type Edition } from '../surveys/find-survey.ts'
import { recordMargins, whileSurveyAt } from './results-rows.ts'

/** How far from a hundred the shares may add up, for they come rounded. */
const OFF = 0.5

/** Whether the edition's respondents can be of this value: a choice of the question that asks it, or a community we have. */
const isKnown = (edition: Edition, dimension: Dimension, value: string): boolean => {
  const question = edition.form.questions.find(({ name }) => name === edition.meaning[dimension])
  if (question) return (question.choices ?? []).some((choice) => String(choice) === value)
  return dimension === 'community' && findCommunity(value) !== null
}

const checked = (edition: Edition, input: MarginsInput['margins']): Outcome<Margins> => {
  const issues: Issue[] = []
  const margins: Margins = {}
  for (const dimension of DIMENSIONS) {
    const named = Object.entries(input[dimension]).filter(([, share]) => share > 0)
    if (named.length === 0) continue
    const sum = named.reduce((total, [, share]) => total + share, 0)
    const unknown = named.find(([value]) => !isKnown(edition, dimension, value))
    if (unknown) issues.push(...refused('margins.unknown', dimension, { value: unknown[0].slice(0, 40) }).issues)
    else if (Math.abs(sum - 100) > OFF) {
      issues.push(...refused('margins.sum', dimension, { sum: Math.round(sum * 10) / 10 }).issues)
    } else margins[dimension] = Object.fromEntries(named.map(([value, share]) => [value, share / sum]))
  }
  return issues.length > 0 ? { ok: false, issues } : done(margins)
}

/**
 * Sets the population's shares that figures are weighted to. `survey.not_found`, `survey.cannot_now` before the first
 * opening, `margins.unknown`, `margins.sum` (each with the dimension as field), `survey.changed_meanwhile`.
 */
export async function setMargins(
  env: Env,
  id: string,
  input: MarginsInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ id: string; version: number }>> {
  const act = { staff, action: 'survey:set_margins', object: { kind: 'survey' as const, id }, ...asked }
  const refuse = async (refusal: { ok: false; issues: Issue[] }) => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  const survey = await findSurveyById(env, id)
  if (!survey) return refuse(refused('survey.not_found'))
  if (!survey.edition) return refuse(refused('survey.cannot_now'))
  if (survey.version !== input.version) return refuse(refused('survey.changed_meanwhile'))
  const margins = checked(survey.edition, input.margins)
  if (!margins.ok) return refuse(margins)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileSurveyAt(id, input.version)),
    recordMargins(env.DB, id, input.version, JSON.stringify(margins.value), asked.now),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse(refused('survey.changed_meanwhile'))
  return done({ id, version: input.version + 1 })
}
