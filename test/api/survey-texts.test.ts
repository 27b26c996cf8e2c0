import { env } from '#test-host'
import { expect, test, vi } from 'vitest'
import type { Env } from '../../functions/http/app-types.ts'
import { paths } from '../../functions/paths.ts'
import type { TextsPage } from '../../functions/survey-results/read-texts.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks } from '../fixtures/staff.ts'
import { answersOf } from '../fixtures/survey-questions.ts'
import { aSurvey } from '../fixtures/surveys.ts'
import { aResponse, ask, published, someModerator, stored } from '../fixtures/survey-results.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
const range = (length: number) => Array.from({ length }, (_, at) => at)
const written = async (count: number) => {
  const survey = await aSurvey()
  const responses = range(count).map((n) => aResponse(answersOf(n, { wish: `希望 ${n}`, overall: 4, why: undefined })))
  await stored(survey, responses)
  return survey
}
const page = async (id: string, query = '') =>
  (await (await asks(await someModerator(), paths.api.deskSurveyTexts(id) + query)).json()) as TextsPage
const move = async (survey: string, text: string, body: unknown, on: Env = env) =>
  asks(await someModerator(), paths.api.deskSurveyTextMoves(survey, text), { json: body, env: on })

test('texts wait for somebody to read them, twenty at a time, each with the question it answers', async () => {
  const survey = await written(45)
  const seen: string[] = []
  let query = ''
  for (const length of [20, 20, 5]) {
    const { texts, next } = await page(survey.id, query)
    expect(texts).toHaveLength(length)
    expect(texts[0]!.asked).toBe('一句话建议')
    seen.push(...texts.map(({ text }) => text))
    query = next ? `?after=${next}` : '?state=none'
  }
  expect(new Set(seen).size).toBe(45)
  expect((await page(survey.id, '?state=public')).texts).toEqual([])
})

test('a text is published, hidden and laid back, with an audit row each time and never its words', async () => {
  const survey = await written(6)
  await published(survey.id)
  const { texts } = await page(survey.id)
  const [one, two] = texts
  expect(await (await move(survey.id, one!.id, { move: 'publish', version: 1 })).json()).toEqual({
    id: one!.id,
    state: 'public',
    version: 2,
  })
  expect((await move(survey.id, two!.id, { move: 'hide', version: 1 })).status).toBe(200)
  const shown = async () =>
    ((await (await ask(paths.api.surveyResults(survey.slug))).json()) as { texts: { text: string }[] }).texts
  expect((await shown()).map(({ text }) => text)).toEqual([one!.text])
  expect((await page(survey.id)).texts).toHaveLength(4)
  expect((await page(survey.id, '?state=hidden')).texts.map(({ id }) => id)).toEqual([two!.id])
  expect((await move(survey.id, one!.id, { move: 'put_back', version: 2 })).status).toBe(200)
  expect(await shown()).toEqual([])
  const acts = await rowsOf(
    'SELECT action, result, detail FROM audit_events WHERE object_id = ? ORDER BY happened_at',
    one!.id,
  )
  expect(acts).toEqual([
    { action: 'survey_text:publish', result: 'ok', detail: null },
    { action: 'survey_text:put_back', result: 'ok', detail: null },
  ])
})

test('two who decide at once: one did, the other reads so', async () => {
  const survey = await written(5)
  const { texts } = await page(survey.id)
  const moves = ['publish', 'hide', 'publish', 'hide'].map((one) =>
    move(survey.id, texts[0]!.id, { move: one, version: 1 }),
  )
  expect((await Promise.all(moves)).map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
  expect(await rowsOf("SELECT 1 FROM audit_events WHERE object_id = ? AND result = 'ok'", texts[0]!.id)).toHaveLength(1)
})

test('a text is reached through its own survey only, and nothing else opens it', async () => {
  const [survey, other] = [await written(5), await aSurvey()]
  const { texts } = await page(survey.id)
  const id = texts[0]!.id
  for (const [where, which] of [
    [other.id, id],
    [survey.id, crypto.randomUUID()],
    ['x', id],
    [survey.id, '%00'],
    [survey.id, "'--"],
  ] as const) {
    const answer = await move(where, encodeURIComponent(which), { move: 'publish', version: 1 })
    expect([answer.status, await codesOf(answer)]).toEqual([404, ['survey_text.not_found']])
  }
  for (const wrong of [
    {},
    { move: 'publish' },
    { move: 'delete', version: 1 },
    { move: 'hide', version: 0 },
    { move: 'hide', version: 1, text: 'x' },
  ]) {
    expect((await move(survey.id, id, wrong)).status).toBe(400)
  }
  expect(
    (await asks(await someModerator(), paths.api.deskSurveyTexts(other.id) + "?state=' OR 1=1&after=x")).status,
  ).toBe(200)
  expect(await rowsOf("SELECT 1 FROM survey_texts WHERE survey_id = ? AND state <> 'waiting'", survey.id)).toEqual([])
})

test('whichever call fails: 503, no text moved without its audit row, and the next try succeeds', async () => {
  const survey = await written(12)
  const { texts } = await page(survey.id)
  for (let k = 1; ; k += 1) {
    const { id } = texts[k]!
    const broken = failingEnv(env, k, 'Network connection lost.')
    const answer = await move(survey.id, id, { move: 'publish', version: 1 }, broken.env)
    const moved = await rowsOf("SELECT 1 FROM survey_texts WHERE id = ? AND state = 'public'", id)
    const acts = await rowsOf("SELECT 1 FROM audit_events WHERE object_id = ? AND result = 'ok'", id)
    expect(moved.length).toBe(acts.length)
    if (broken.counted.calls < k) {
      expect([answer.status, k > 2]).toEqual([200, true])
      break
    }
    expect(answer.status).toBe(503)
    expect((await move(survey.id, id, { move: 'publish', version: 1 })).status).toBe(200)
  }
})
