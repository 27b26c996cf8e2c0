import { env, hostName } from '#test-host'
import { expect, test } from 'vitest'
import type { Env } from '../../functions/http/app-types.ts'
import type { NewResponse } from '../../functions/responses/new-response.ts'
import { storeResponses } from '../../functions/responses/store-responses.ts'
import { findSurveyById } from '../../functions/surveys/find-survey.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { dice, withFaults } from '../fixtures/faults.ts'
import { answersOf } from '../fixtures/survey-questions.ts'
import { keptFigures, recount } from '../fixtures/survey-recount.ts'
import { aResponseBody, aSurvey, sendTo, type MadeSurvey } from '../fixtures/surveys.ts'

const onNode = hostName === 'node'
const PHONES = 50
/** On the node host ten thousand come over the wire (test/node/survey-rush.test.ts). */
const ANSWERS = onNode ? 1000 : 10_000
/** What is kept is reckoned by SQL alone, the same on both: the whole hundred thousand where a call costs least. */
const MANY = onNode ? 100_000 : 10_000
const count = async (survey: MadeSurvey) =>
  (await rowsOf<{ n: number }>('SELECT count(*) AS n FROM survey_responses WHERE survey_id = ?', survey.id))[0]!.n

test('thousands of answers by fifty phones at once: none lost, none doubled', { timeout: 1_200_000 }, async () => {
  const survey = await aSurvey()
  const acknowledged = new Set<string>()
  let [again, next] = [0, 0]
  const phone = async (roll: () => number) => {
    while (next < ANSWERS) {
      const n = (next += 1)
      const body = aResponseBody({ seconds: 60 }, answersOf(n))
      // Some press twice, some send again because the answer never came.
      const sends = roll() < 0.05 ? [sendTo(survey, body), sendTo(survey, body)] : [sendTo(survey, body)]
      const statuses = (await Promise.all(sends)).map(({ status }) => status)
      if (roll() < 0.05) statuses.push((await sendTo(survey, body)).status)
      expect(statuses.filter((status) => status === 201)).toHaveLength(1)
      again += statuses.filter((status) => status === 200).length
      expect(statuses.every((status) => status < 300)).toBe(true)
      acknowledged.add(body.key)
    }
  }
  await Promise.all(Array.from({ length: PHONES }, (_, n) => phone(dice(n))))
  expect(again).toBeGreaterThan(ANSWERS / 20)
  expect([acknowledged.size, await count(survey)]).toEqual([ANSWERS, ANSWERS])
  const [keys] = await rowsOf('SELECT count(*) AS n FROM survey_submissions WHERE edition_id = ?', survey.editionId)
  expect(keys).toEqual({ n: ANSWERS })
  const figures = await keptFigures(survey.editionId)
  expect(figures.all!.n).toBe(ANSWERS)
  expect(figures).toEqual(await recount(survey.editionId))
})

/** What reading the figures of a survey costs: its slices, by one key. */
const rowsRead = async (editionId: string) => {
  const { env: counted, watch } = withFaults(env as Env, null)
  const { results } = await counted.DB.prepare('SELECT slice, n, counts FROM survey_tallies WHERE edition_id = ?')
    .bind(editionId)
    .all()
  return { read: watch.rowsRead, slices: results.length }
}

test(
  'the figures of very many answers read as many rows as those of 1 000, and equal a recount',
  { timeout: 1_200_000 },
  async () => {
    const made = await aSurvey()
    const survey = (await findSurveyById(env, made.id))!
    const fill = async (from: number, to: number) => {
      for (let at = from; at < to; at += 1000) {
        const batch = Array.from({ length: 1000 }, (_, n): NewResponse => {
          const mode = (['link', 'street', 'household', 'paper'] as const)[(at + n) % 4]!
          return {
            ...{ key: crypto.randomUUID(), mode, answers: answersOf(at + n), community: null, window: null },
            ...{ interviewerId: mode === 'street' ? `i${n % 5}` : null, seconds: 60, again: false, overQuota: false },
            answeredOn: `2026-11-0${1 + (n % 9)}`,
          }
        })
        const stored = await storeResponses(env, survey, batch)
        expect(stored.ok).toBe(true)
      }
    }
    await fill(0, 1000)
    const small = await rowsRead(made.editionId)
    await fill(1000, MANY)
    expect(await count(made)).toBe(MANY)
    const large = await rowsRead(made.editionId)
    expect(large.slices).toBe(small.slices)
    expect(large).toEqual(small)
    // Only D1 counts what is read: the slices, and where they end.
    if ((hostName as string) === 'workerd') expect(large.read).toBeLessThanOrEqual(large.slices + 1)
    const figures = await keptFigures(made.editionId)
    expect(figures.all!.n).toBe(MANY)
    expect(figures).toEqual(await recount(made.editionId))
  },
)
