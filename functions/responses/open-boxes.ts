import { violatesNotNull } from '../db/violation.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import { BOX_MIN, planOpening, type Opening } from '../domain/survey/box.ts'
import type { Answers } from '../domain/survey/form.ts'
import type { Env } from '../http/app-types.ts'
import { findEdition, findSurveyById, type Survey } from '../surveys/find-survey.ts'
import { randomBelow, unsealAnswers, type Boxed } from './box.ts'
import { countWaiting, listBoxes, listSealed, listWaiting, takeOut, type WaitingRow } from './box-rows.ts'
import { storeResponses } from './store-responses.ts'

/** So many batches of one survey in one run; the next run goes on. */
const BATCHES = 100

/** Whether no more answers to this edition will come: the survey is over, or another edition took its place. */
const hasEnded = ({ state, closesAt, edition }: Survey, number: number, now: number): boolean =>
  state === 'closed' || (closesAt !== null && closesAt <= now) || edition?.number !== number

const without = (answers: Answers, question: string | undefined): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([name]) => name !== question))

type Became = 'opened' | 'gone' | { unreadable: string[] }

/**
 * Takes one opening out of the box and stores its responses, in one batch: whoever comes second finds the rows gone and
 * writes nothing. When one of them cannot be read, all of them stay.
 */
const openOne = async (
  env: Env,
  survey: Survey,
  { community, ids }: Opening,
  rows: ReadonlyMap<string, WaitingRow>,
  now: number,
): Promise<Became> => {
  const sealed = await listSealed(env, ids)
  if (sealed.size < ids.length) return 'gone'
  const read = await Promise.all(
    ids.map((id) => unsealAnswers(env, { ...rows.get(id)!, surveyId: survey.id }, sealed.get(id)!)),
  )
  const unreadable = ids.filter((_, at) => read[at] === null)
  if (unreadable.length > 0) return { unreadable }
  // An answer that names the community would undo that its name was left out.
  const left = community === null ? survey.edition!.meaning.community : undefined
  const responses = (read as Boxed[]).map(({ answers, seconds, again }) => ({
    ...{ key: null, mode: 'code' as const, answers: without(answers, left), community },
    ...{ window: null, interviewerId: null, seconds, again, overQuota: false, answeredOn: shanghaiDay(now) },
  }))
  try {
    const stored = await storeResponses(env, survey, responses, { alongside: takeOut(env.DB, ids) })
    return stored.ok ? 'opened' : 'gone'
  } catch (error) {
    if (violatesNotNull(error, 'survey_box.survey_id')) return 'gone'
    throw error
  }
}

/** Opens what may be opened of one edition; answers how much could not be read. What cannot does not hold up the rest. */
const openEdition = async (
  env: Env,
  survey: Survey,
  ended: boolean,
  rows: ReadonlyMap<string, WaitingRow>,
  now: number,
): Promise<number> => {
  const settled = new Set<string>()
  let unreadable = 0
  for (let before = -1; before < unreadable;) {
    before = unreadable
    const waiting = [...rows.values()].filter(({ id }) => !settled.has(id))
    for (const opening of planOpening(waiting, ended, randomBelow).slice(0, BATCHES)) {
      const became = await openOne(env, survey, opening, rows, now)
      if (became === 'gone') return unreadable
      const ids = became === 'opened' ? opening.ids : became.unreadable
      for (const id of ids) settled.add(id)
      if (became !== 'opened') unreadable += ids.length
    }
  }
  return unreadable
}

const openBox = async (env: Env, survey: Survey, now: number, endedOnly: boolean): Promise<number> => {
  const counts = await countWaiting(env, survey.id)
  let unreadable = 0
  for (const { edition: number } of counts) {
    const ended = hasEnded(survey, number, now)
    if (endedOnly && !ended) continue
    const edition = survey.edition?.number === number ? survey.edition : await findEdition(env, survey.id, number)
    const rows = new Map((await listWaiting(env, survey.id, number)).map((row) => [row.id, row]))
    unreadable += await openEdition(env, { ...survey, edition }, ended, rows, now)
  }
  return unreadable
}

/**
 * Opens the boxes: what came with one-time codes is mixed and stored under new ids, with the day of the opening
 * (docs/decisions/0019). Cut short or run twice at once, nothing is lost and nothing counted twice. With `endedOnly`
 * only boxes to which nothing more will come. Throws when something in a box cannot be read.
 */
export const openBoxes = async (env: Env, now: number, endedOnly = false): Promise<void> => {
  let unreadable = 0
  for (const id of await listBoxes(env)) {
    const survey = await findSurveyById(env, id)
    if (survey) unreadable += await openBox(env, survey, now, endedOnly)
  }
  if (unreadable > 0) throw Object.assign(new Error('answers in a box cannot be read'), { name: 'UnreadableBox' })
}
export const openEndedBoxes = (env: Env, now: number): Promise<void> => openBoxes(env, now, true)

/** How many answers wait in a survey's box, and how many of them will never be opened, for fewer than five are too few. */
export const boxOf = async (env: Env, survey: Survey, now: number): Promise<{ waiting: number; never: number }> => {
  const counts = await countWaiting(env, survey.id)
  const sum = (list: { n: number }[]) => list.reduce((total, { n }) => total + n, 0)
  return {
    waiting: sum(counts),
    never: sum(counts.filter(({ edition, n }) => n < BOX_MIN && hasEnded(survey, edition, now))),
  }
}
