import plan from '../../../content/demo/surveys.json' with { type: 'json' }
import { windows } from '../../district.ts'
import { writeLocalTime } from '../../domain/local-time.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { parse } from '../../domain/parse.ts'
import { DAY, shanghaiDay } from '../../domain/shanghai-day.ts'
import type { Staff } from '../../domain/staff.ts'
import type { Answers } from '../../domain/survey/form.ts'
import type { Mode } from '../../domain/survey/meaning.ts'
import { cellName } from '../../domain/survey/quota.ts'
import { NewSurveyInput, SurveyMove } from '../../domain/survey-input.ts'
import { MarginsInput } from '../../domain/survey-results-input.ts'
import type { Env } from '../../http/app-types.ts'
import { makeInterviewer } from '../../interviews/make-interviewer.ts'
import { setQuotas } from '../../interviews/set-quotas.ts'
import type { NewResponse } from '../../responses/new-response.ts'
import { storeResponses } from '../../responses/store-responses.ts'
import { makeSheet } from '../../survey-codes/make-sheet.ts'
import { moveResults } from '../../survey-results/move-results.ts'
import { moveText } from '../../survey-results/move-text.ts'
import { setMargins } from '../../survey-results/set-margins.ts'
import { findSurvey, type Survey } from '../../surveys/find-survey.ts'
import { makeSurvey } from '../../surveys/make-survey.ts'
import { moveSurvey } from '../../surveys/move-survey.ts'
import { madeUpAnswers, type Sayings, sequence } from './made-up-answers.ts'

type Wanted = {
  slug: string
  title?: string
  titleEn?: string
  /** Days ago it opened and closes; below zero is still to come. */
  days: number[]
  answered: number
  mood: number
}
type Source = { from: 'template'; template: string } | { from: 'round'; of: string }
type Seeding = { env: Env; staff: Staff; now: number }

const BATCH = 50
const VERSION = 'SELECT version FROM surveys WHERE id = ?'
const WAITING =
  "SELECT min(id) AS id, version FROM survey_texts WHERE survey_id = ? AND state = 'waiting' GROUP BY text ORDER BY 1 LIMIT 6"
const PUBLISHED = 'SELECT 1 AS found FROM survey_results WHERE survey_id = ?'
const QUOTAS = 'SELECT 1 AS found FROM survey_quotas WHERE survey_id = ? LIMIT 1'

const must = <T>(outcome: Outcome<T>, about: string): T => {
  if (!outcome.ok) throw new Error(`demo survey ${about}: ${outcome.issues.map(({ code }) => code).join(' ')}`)
  return outcome.value
}
const idOf = (place: number) => `00000000-0000-4000-8000-0000000e${String(place).padStart(4, '0')}`

/**
 * Lays out the demo's surveys by the verbs that people use: three rounds of one question (the last still open), a quiz
 * and the rating of service windows, each with answers nobody gave; figures published, a sample planned. Cut short, it goes on where it was.
 */
export const seedSurveys = async (env: Env, staff: Staff, now: number): Promise<Survey[]> => {
  const seeding = { env, staff, now }
  const rounds: Survey[] = []
  for (const [place, round] of plan.rounds.entries()) {
    const source: Source = rounds[0]
      ? { from: 'round', of: rounds[0].id }
      : { from: 'template', template: 'satisfaction' }
    const survey = await openSurvey(seeding, round, source, place)
    await answer(seeding, survey, round, place)
    if (round.closed) await publish(seeding, survey, now - round.days[1]! * DAY)
    else await planSample(seeding, survey)
    rounds.push(survey)
  }
  const quiz = await openSurvey(seeding, plan.quiz, { from: 'template', template: 'quiz' }, 10)
  await answer(seeding, quiz, plan.quiz, 10)
  const rating = await openSurvey(seeding, plan.window, { from: 'template', template: 'window-rating' }, 11)
  await answer(seeding, rating, plan.window, 11)
  return [...rounds, quiz, rating]
}

const openSurvey = async ({ env, staff, now }: Seeding, wanted: Wanted, source: Source, place: number) => {
  const before = await findSurvey(env, wanted.slug)
  if (before && before.state !== 'draft') return before
  const opened = now - wanted.days[0]! * DAY
  const asked = { requestId: 'demo', now: opened }
  const blank = { template: '', of: '', definition: '' }
  const input = { ...blank, ...source, key: idOf(place), slug: wanted.slug, title: wanted.title ?? '' }
  must(await makeSurvey(env, must(parse(NewSurveyInput, input), wanted.slug), staff, asked), wanted.slug)
  const made = (await findSurvey(env, wanted.slug))!
  const move = async (json: object) => {
    const version = await versionOf(env, made)
    must(
      await moveSurvey(env, made.id, must(parse(SurveyMove, { ...json, version }), wanted.slug), staff, asked),
      wanted.slug,
    )
  }
  const { slug, title, lead, leadEn, kind, series, modes } = made
  const dates = { opensAt: writeLocalTime(opened), closesAt: writeLocalTime(now - wanted.days[1]! * DAY) }
  const titleEn = wanted.titleEn ?? made.titleEn
  await move({ ...{ slug, title, titleEn, lead, leadEn, kind, series, modes }, ...dates, move: 'edit' })
  await move({ move: 'open' })
  return (await findSurvey(env, wanted.slug))!
}

/** Which way most answers came: two of three by the link, the rest in the street. */
const modeOf = (survey: Survey, chance: number): Mode =>
  survey.kind === 'window' ? 'window' : survey.kind === 'opinion' && chance > 0.66 ? 'street' : 'link'

const answer = async ({ env, now }: Seeding, survey: Survey, wanted: Wanted, place: number) => {
  const next = sequence(4000 + place)
  const { form, meaning } = survey.edition!
  const sayings: Sayings = { suggestion: plan.suggestions, comment: plan.comments }
  const valuesOf = (name: string | undefined) => form.questions.find((one) => one.name === name)?.choices ?? []
  const all = Array.from({ length: wanted.answered }, (_, n): NewResponse => {
    const fixed: Record<string, Answers[string]> = {}
    for (const name of [meaning.community, meaning.age, meaning.sex]) {
      const values = valuesOf(name).filter((value) => value !== 'unsaid')
      if (name && values.length > 0) fixed[name] = values[Math.floor(next() * values.length)]!
    }
    const day = wanted.days[0]! - next() * Math.min(wanted.days[0]! - wanted.days[1]!, wanted.days[0]!)
    const desk = survey.kind === 'window' ? windows[Math.floor(next() * windows.length)]! : null
    return {
      key: `demo-district-survey-${place}-${n}`,
      mode: modeOf(survey, next()),
      answers: madeUpAnswers(form, wanted.mood, fixed, sayings, next),
      community: desk?.community ?? null,
      window: desk?.id ?? null,
      interviewerId: null,
      seconds: Math.round(60 + next() * 180),
      again: false,
      overQuota: false,
      answeredOn: shanghaiDay(now - day * DAY),
    }
  })
  for (let from = 0; from < all.length; from += BATCH) {
    must(await storeResponses(env, survey, all.slice(from, from + BATCH)), survey.slug)
    await new Promise((resolve) => setTimeout(resolve, 0)) // visitors come in between
  }
}

const versionOf = async (env: Env, { id }: Survey): Promise<number> =>
  (await env.DB.prepare(VERSION).bind(id).first<{ version: number }>())!.version

/** Says how many of the population are of which age and sex, for figures to be weighted to. */
const weigh = async ({ env, staff, now }: Seeding, survey: Survey) => {
  const version = await versionOf(env, survey)
  const margins = must(parse(MarginsInput, { margins: plan.margins, version }), survey.slug)
  must(await setMargins(env, survey.id, margins, staff, { requestId: 'demo', now }), survey.slug)
}

/** Weights a round, publishes its figures and some of what people wrote. */
const publish = async ({ env, staff }: Seeding, survey: Survey, at: number) => {
  if (await env.DB.prepare(PUBLISHED).bind(survey.id).first()) return
  const asked = { requestId: 'demo', now: at }
  await weigh({ env, staff, now: at }, survey)
  must(await moveResults(env, survey.id, { move: 'publish', version: 0 }, staff, asked), survey.slug)
  const waiting = await env.DB.prepare(WAITING).bind(survey.id).all<{ id: string; version: number }>()
  for (const { id, version: seen } of waiting.results) {
    const place = { survey: survey.id, text: id }
    must(await moveText(env, place, { move: 'publish', version: seen }, staff, asked), survey.slug)
  }
}

/** Quotas by age and sex, interviewers, and a sheet of one-time codes for two communities. */
const planSample = async ({ env, staff, now }: Seeding, survey: Survey) => {
  if (await env.DB.prepare(QUOTAS).bind(survey.id).first()) return
  const asked = { requestId: 'demo', now: now - DAY }
  await weigh({ env, staff, now: asked.now }, survey)
  const version = await versionOf(env, survey)
  const quotas = Object.keys(plan.margins.age).flatMap((age) =>
    Object.keys(plan.margins.sex).map((sex) => ({ cell: cellName({ community: '', age, sex }), target: plan.quota })),
  )
  must(await setQuotas(env, survey.id, { quotas, version }, staff, asked), survey.slug)
  for (const name of plan.interviewers) must(await makeInterviewer(env, survey.id, { name }, staff, asked), name)
  for (const community of plan.sheets) {
    must(await makeSheet(env, survey.id, { community, count: 20 }, staff, asked), community)
  }
}
