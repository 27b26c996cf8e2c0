import { checkSolution, type UsedChallenge } from '../challenges/challenge.ts'
import { violatesUnique } from '../db/violation.ts'
import { findWindow } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { ResponseInput } from '../domain/response-input.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { Answers } from '../domain/survey/form.ts'
import { scoreOf } from '../domain/survey/quiz.ts'
import { takeAnswers } from '../domain/survey/take-answers.ts'
import type { Env } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { findSurvey, isTaking, type Edition, type Survey } from '../surveys/find-survey.ts'
import { spendChallenge } from './rows.ts'
import { sendCodedResponse, wasTaken } from './send-coded-response.ts'
import { findStored, storeResponses } from './store-responses.ts'
import { inKeyOrder } from './submission.ts'

export type Score = { right: number; of: number; wrong: string[] }
/** What the respondent is told; `score` for a quiz only. `again`: these answers had been taken before. */
export type Taken = { again: boolean; score: Score | null }

/** Two submissions of one key are the same when all of this is; how long it took may differ. */
const bodyOf = ({ edition, mode, window, answers }: ResponseInput): string =>
  inKeyOrder([edition, mode, window, answers])

/**
 * Takes one respondent's answers from the open link, a window's code or with a one-time code. The same submission again
 * answers the same, however often and however parallel it comes, and whatever stands in the way of a new one.
 * `survey.not_found`, `survey.mode_not_taken`, `survey.not_open`, `survey.changed_meanwhile` (other questions are asked
 * now), `window.unknown`, `submission.other_body`, `request.too_many`, what `takeAnswers` refuses, and for codes what
 * `sendCodedResponse` does.
 */
export const sendResponse = async (
  env: Env,
  slug: string,
  input: ResponseInput,
  address: string,
  now: number,
): Promise<Outcome<Taken>> => {
  const survey = await findSurvey(env, slug)
  if (!survey?.edition || survey.state === 'draft') return refused('survey.not_found')
  const asked = { ...survey, edition: survey.edition }
  const taken = await takeNow(env, asked, input, address, now)
  if (taken.ok) return taken
  return (await answerAgain(env, asked, input)) ?? taken
}

type Asked = Survey & { edition: Edition }

const takeNow = async (
  env: Env,
  survey: Asked,
  input: ResponseInput,
  address: string,
  now: number,
): Promise<Outcome<Taken>> => {
  if (!survey.modes.includes(input.mode)) return refused('survey.mode_not_taken')
  if (!isTaking(survey, now)) return refused('survey.not_open')
  if (survey.edition.number !== input.edition) return refused('survey.changed_meanwhile')
  if (input.mode === 'window' && !findWindow(input.window)) return refused('window.unknown', 'window')
  const answers = takeAnswers(survey.edition.form, input.answers)
  if (!answers.ok) return answers
  const taken =
    input.mode === 'code'
      ? await sendCodedResponse(env, survey, input, answers.value, address, now)
      : await storeOne(env, survey, input, answers.value, await checkSolution(env, input.solution, now), address, now)
  return taken.ok ? done({ again: taken.value.again, score: scoreIn(survey, answers.value) }) : taken
}

const scoreIn = ({ kind, edition }: Asked, answers: Answers): Score | null =>
  kind === 'quiz' ? scoreOf(edition.form, answers) : null

const storeOne = async (
  env: Env,
  survey: Asked,
  input: ResponseInput,
  answers: Answers,
  challenge: UsedChallenge | null,
  address: string,
  now: number,
): Promise<Outcome<{ again: boolean }>> => {
  const limit = await withinLimit(env, challenge ? limits.answerSolved : limits.answerUnsolved, address, now)
  if (!limit.ok) return limit
  const window = input.mode === 'window' ? findWindow(input.window) : null
  const response = {
    ...{ key: input.key, body: bodyOf(input), mode: input.mode, answers, community: window?.community ?? null },
    ...{ window: window?.id ?? null, interviewerId: null, seconds: input.seconds, again: input.again },
    ...{ overQuota: false, answeredOn: shanghaiDay(now) },
  }
  const alongside = challenge ? [spendChallenge(env.DB, challenge)] : []
  try {
    const stored = await storeResponses(env, survey, [response], { whileOpen: true, alongside })
    if (!stored.ok) return stored
    const [one] = stored.value
    return one?.stored === 'other_body' ? refused('submission.other_body') : done({ again: one?.stored === 'before' })
  } catch (error) {
    // A solution sent twice proves nothing the second time: on as one who sent none.
    if (violatesUnique(error, 'used_challenges.id')) return storeOne(env, survey, input, answers, null, address, now)
    throw error
  }
}

const answerAgain = async (env: Env, survey: Asked, input: ResponseInput): Promise<Outcome<Taken> | null> => {
  const before =
    input.mode === 'code'
      ? (await wasTaken(env, survey.id, input)) && 'before'
      : await findStored(env, survey.id, input.key, bodyOf(input))
  if (before === 'other_body') return refused('submission.other_body')
  if (before !== 'before') return null
  // Of questions that are no longer asked there is no score to tell.
  const answers = survey.edition.number === input.edition ? takeAnswers(survey.edition.form, input.answers) : null
  return done({ again: true, score: answers?.ok ? scoreIn(survey, answers.value) : null })
}
