import { env } from '#test-host'
import { expect, test, vi } from 'vitest'
import { DAY, shanghaiDay } from '../../functions/domain/shanghai-day.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { runJobs } from '../../functions/jobs.ts'
import { openBoxes, openEndedBoxes } from '../../functions/responses/open-boxes.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { answersOf } from '../fixtures/survey-questions.ts'
import { keptFigures, recount } from '../fixtures/survey-recount.ts'
import { anEdition, aSheet, aSurvey, sendWithCode, setState, type MadeSurvey } from '../fixtures/surveys.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
const tomorrow = Date.now() + DAY
type Row = { id: string; community: string | null; mode: string; answers: string; answered_on: string; flags: string }
const opened = ({ id }: MadeSurvey) => rowsOf<Row>('SELECT * FROM survey_responses WHERE survey_id = ?', id)
const inBox = async ({ id }: MadeSurvey) => (await rowsOf('SELECT id FROM survey_box WHERE survey_id = ?', id)).length

let sent = 0
/** Answers with a code each, so many of each community; who answers names no community of their own. */
const answered = async (survey: MadeSurvey, counts: Record<string, number>, over: Record<string, unknown> = {}) => {
  const ids: string[] = []
  for (const [community, count] of Object.entries(counts)) {
    const { codes } = await aSheet(survey, community, count)
    for (const code of codes) {
      const wish = `愿望 ${(sent += 1)}`
      const response = await sendWithCode(survey, code, { answers: answersOf(sent, { wish }), seconds: 300, ...over })
      if (response.status !== 201) throw new Error(await response.text())
      ids.push(wish)
    }
  }
  return ids
}
const NO_COMMUNITY = { pages: [{ elements: [{ type: 'comment', name: 'wish', isRequired: true }] }] }
const aSimple = () => aSurvey(env, { definition: NO_COMMUNITY })
const wish = () => ({ answers: { wish: `愿望 ${(sent += 1)}` } })
/** Each of these stored once, whole, and counted. */
const allStored = async (survey: MadeSurvey, wishes: string[]) => {
  const rows = await opened(survey)
  expect(rows.map(({ answers }) => (JSON.parse(answers) as { wish: string }).wish).sort()).toEqual([...wishes].sort())
  const texts = await rowsOf<{ text: string }>(
    "SELECT text FROM survey_texts WHERE survey_id = ? AND question = 'wish'",
    survey.id,
  )
  expect(texts.map(({ text }) => text).sort()).toEqual([...wishes].sort())
  expect(await keptFigures(survey.editionId)).toEqual(await recount(survey.editionId))
}

test('the box opens for communities with five waiting, while five others stay; the day is that of the opening', async () => {
  const survey = await aSimple()
  await answered(survey, { liuan: 6 }, wish())
  await openBoxes(env, tomorrow)
  expect([await inBox(survey), (await opened(survey)).length]).toEqual([6, 0])
  await answered(survey, { dukou: 4 }, wish())
  await openBoxes(env, tomorrow)
  expect([await inBox(survey), (await opened(survey)).length]).toEqual([5, 5])
  for (const row of await opened(survey)) {
    expect(row).toMatchObject({ community: 'liuan', mode: 'code', answered_on: shanghaiDay(tomorrow) })
  }
  expect((await keptFigures(survey.editionId))['community:liuan']!.n).toBe(5)
})

test('at the end everything is opened, small communities without their names', async () => {
  const survey = await aSurvey()
  const wishes = await answered(survey, { liuan: 12, dukou: 2, wenlan: 1 })
  await openEndedBoxes(env, tomorrow)
  expect(await inBox(survey)).toBe(15)
  await setState(survey, 'closed')
  await openEndedBoxes(env, tomorrow)
  expect(await inBox(survey)).toBe(0)
  await allStored(survey, wishes)
  const rows = await opened(survey)
  // What was answered to the question for the community goes with the name.
  const named = rows.filter(({ answers }) => Object.hasOwn(JSON.parse(answers) as object, 'community'))
  expect(named).toHaveLength(10)
  expect(rows.filter(({ community }) => community === null)).toHaveLength(5)
  expect(rows.filter(({ flags }) => flags.includes('fast'))).toEqual([])
})

test('after the last day the box is opened too; fewer than five altogether never are', async () => {
  const over = await aSimple()
  await answered(over, { liuan: 5 }, wish())
  const few = await aSimple()
  await answered(few, { liuan: 3, dukou: 1 }, wish())
  for (const { id } of [over, few]) {
    await env.DB.prepare('UPDATE surveys SET closes_at = ? WHERE id = ?')
      .bind(Date.now() + 1000, id)
      .run()
  }
  await openBoxes(env, tomorrow)
  expect([await inBox(over), await inBox(few)]).toEqual([0, 4])
  expect(await opened(few)).toEqual([])
})

test('answers to questions that were replaced are opened as those they answered', async () => {
  const survey = await aSimple()
  await answered(survey, { liuan: 5 }, wish())
  const next = await anEdition(survey, { pages: [{ elements: [{ type: 'boolean', name: 'one' }] }] })
  await answered(next, { liuan: 3 }, { edition: 2, answers: { one: true } })
  await openBoxes(env, tomorrow)
  expect(await inBox(survey)).toBe(3)
  expect(await rowsOf('SELECT DISTINCT edition_id FROM survey_responses WHERE survey_id = ?', survey.id)).toEqual([
    { edition_id: survey.editionId },
  ])
})

test('the clock opens a box of an open survey once a day, and one that is over at once', async () => {
  const survey = await aSimple()
  await runJobs(env, Date.now())
  await answered(survey, { liuan: 10 }, wish())
  await runJobs(env, Date.now() + 60_000)
  expect(await inBox(survey)).toBe(10)
  await runJobs(env, Date.now() + DAY)
  expect(await inBox(survey)).toBe(5)
  await setState(survey, 'closed')
  await runJobs(env, Date.now() + DAY + 60_000)
  expect(await inBox(survey)).toBe(0)
})

test('two runs at once, five times over, open everything once', async () => {
  for (let round = 0; round < 5; round += 1) {
    const survey = await aSurvey()
    const wishes = await answered(survey, { liuan: 7, dukou: 8 })
    await setState(survey, 'closed')
    await Promise.all([openBoxes(env, tomorrow), openEndedBoxes(env, tomorrow), openBoxes(env, tomorrow)])
    await openBoxes(env, tomorrow)
    expect(await inBox(survey)).toBe(0)
    await allStored(survey, wishes)
  }
})

test('cut short at any call, before or after it was done, the opening goes on where it stopped', async () => {
  await env.DB.prepare('DELETE FROM survey_box').run()
  for (const when of ['before', 'after'] as const) {
    for (let k = 1; ; k += 1) {
      const survey = await aSurvey()
      const wishes = await answered(survey, { liuan: 5, dukou: 5, wenlan: 1 })
      await setState(survey, 'closed')
      const broken = failingEnv(env, k, 'Network connection lost.', when)
      const failed = await openBoxes(broken.env, tomorrow).then(
        () => false,
        () => true,
      )
      expect([k, failed]).toEqual([k, broken.counted.calls >= k])
      expect((await inBox(survey)) + (await opened(survey)).length).toBe(11)
      expect(await keptFigures(survey.editionId)).toEqual(await recount(survey.editionId))
      await openBoxes(env, tomorrow)
      await allStored(survey, wishes)
      if (!failed) {
        expect(k).toBeGreaterThan(8)
        break
      }
    }
  }
})

test('what cannot be read stays where it is and holds nothing else up; the run is not well done', async () => {
  const survey = await aSurvey()
  await answered(survey, { liuan: 12 })
  const [one, two] = await rowsOf<{ id: string; sealed: string }>(
    'SELECT id, sealed FROM survey_box WHERE survey_id = ?',
    survey.id,
  )
  const swap = 'UPDATE survey_box SET sealed = ?2 WHERE id = ?1'
  await env.DB.batch([env.DB.prepare(swap).bind(one!.id, two!.sealed), env.DB.prepare(swap).bind(two!.id, one!.sealed)])
  await setState(survey, 'closed')
  await expect(openBoxes(env, tomorrow)).rejects.toThrow('cannot be read')
  expect([await inBox(survey), (await opened(survey)).length]).toEqual([2, 10])
  expect(await rowsOf('SELECT id FROM survey_box WHERE id IN (?, ?)', one!.id, two!.id)).toHaveLength(2)
  await env.DB.prepare('DELETE FROM survey_box WHERE survey_id = ?').bind(survey.id).run()
})

test('a hundred and twenty leave in parts of which none is small, in few calls', async () => {
  const survey = await aSimple()
  const { codes } = await aSheet(survey, 'liuan', 120)
  const wishes = codes.map((_, n) => `长队 ${n}`)
  await Promise.all(codes.map((code, n) => sendWithCode(survey, code, { answers: { wish: wishes[n] } })))
  await setState(survey, 'closed')
  let batches: number[] = []
  const counting: Env = {
    ...env,
    DB: {
      prepare: (sql) => env.DB.prepare(sql),
      batch: async (statements) => {
        const before = await inBox(survey)
        const results = await env.DB.batch(statements)
        batches = [...batches, before - (await inBox(survey))]
        return results as never
      },
    },
  }
  await openBoxes(counting, tomorrow)
  expect(batches.filter((one) => one > 0)).toEqual([40, 40, 40])
  await allStored(survey, wishes)
})
