import { env } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import { app } from '../../functions/app.ts'
import { paths } from '../../functions/paths.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { theAnswers } from '../fixtures/survey-questions.ts'
import { keptFigures, recount } from '../fixtures/survey-recount.ts'
import {
  anEdition,
  aResponseBody,
  aSheet,
  aSurvey,
  sendTo,
  sendWithCode,
  type MadeSurvey,
} from '../fixtures/surveys.ts'
import { beforeBatch } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
const stored = async ({ id }: MadeSurvey) =>
  (await rowsOf<{ answers: string }>('SELECT answers FROM survey_responses WHERE survey_id = ?', id)).map(
    ({ answers }) => JSON.parse(answers) as Record<string, unknown>,
  )
const postText = (survey: MadeSurvey, body: string, type = 'application/json') =>
  Promise.resolve(
    app.request(
      paths.api.surveyResponses(survey.slug),
      { method: 'POST', headers: { 'content-type': type }, body },
      env as never,
    ),
  )
const NASTY = [
  ...['\u0000', 'a\u202eb', '\ud800', "'; DROP TABLE survey_responses; --", '<script>alert(1)</script>', '{overall}'],
  ...[
    '${7*7}',
    '=cmd|calc',
    'x'.repeat(100_000),
    '../../etc/passwd',
    '🧑‍🧑‍🧒',
    '\r\n\r\n',
    '𠮷'.repeat(300),
    '%00',
    '\u200b',
  ],
  ...[1e99, -1, 0, 2.5, true, false, [], [[]], ['a'], ['微信', '微信'], {}, { a: 1 }, { streets: '满意' }, null],
]

test('answers to questions nobody was shown are dropped, in the figures too', async () => {
  const survey = await aSurvey()
  const hidden = { why: '没人问我', sources: ['微信'], 'sources-Comment': '也没人问' }
  expect((await sendTo(survey, aResponseBody({}, theAnswers({ known: false, ...hidden })))).status).toBe(201)
  const [answers] = await stored(survey)
  for (const name of Object.keys(hidden)) expect(answers).not.toHaveProperty(name)
  expect((await keptFigures(survey.editionId)).all!.counts).not.toHaveProperty('sources')
  expect(await rowsOf('SELECT text FROM survey_texts WHERE survey_id = ?', survey.id)).toEqual([
    { text: '路灯再亮一点' },
  ])
})

test('questions and names the form does not have are refused whole', async () => {
  const survey = await aSurvey()
  const names = ['nobody', 'age ', 'AGE', '', 'a.age', 'places.streets', 'wish-Comment', 'toString', 'hasOwnProperty']
  for (const name of [...names, 'x'.repeat(5000)]) {
    const response = await sendTo(survey, aResponseBody({}, { ...theAnswers(), [name]: 1 }))
    expect([name, response.status, await codesOf(response)]).toEqual([name, 400, ['request.malformed']])
  }
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    const body = JSON.stringify(aResponseBody()).replace('"age"', `"${name}":{"polluted":1},"age"`)
    expect([name, (await postText(survey, body)).status]).toEqual([name, 400])
    const inside = JSON.stringify(aResponseBody()).replace('"streets"', `"${name}":"满意","streets"`)
    expect([name, (await postText(survey, inside)).status >= 400]).toEqual([name, true])
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  expect(await stored(survey)).toEqual([])
})

test('whatever stands in an answer is refused or kept as the text it is, never answered with 5xx', async () => {
  const survey = await aSurvey()
  const { codes } = await aSheet(survey, 'liuan', 500)
  let next = 0
  for (const name of Object.keys(theAnswers({ why: '' }))) {
    for (const nasty of NASTY) {
      const answers = { ...theAnswers({ overall: 1 }), [name]: nasty as never }
      const byLink = await sendTo(survey, aResponseBody({ answers }))
      expect([name, nasty, byLink.status < 500]).toEqual([name, nasty, true])
      const byCode = await sendWithCode(survey, codes[(next += 1)]!, { answers })
      expect([name, nasty, byCode.status]).toEqual([name, nasty, byLink.status])
    }
  }
  for (const answers of await stored(survey)) {
    expect(JSON.stringify(answers)).not.toMatch(/\\u0000|\\u202e|\\ud800/)
    expect(answers.years === undefined || typeof answers.years === 'number').toBe(true)
  }
  expect(await keptFigures(survey.editionId)).toEqual(await recount(survey.editionId))
})

test('whatever stands in a field of the request is refused, never answered with 5xx', async () => {
  const survey = await aSurvey()
  const good = {
    ...aResponseBody(),
    code: '',
    window: '',
    seconds: 9,
    again: false,
    solution: null,
    website: '',
    locale: 'en',
  }
  for (const field of Object.keys(good)) {
    for (const nasty of NASTY) {
      const response = await sendTo(survey, { ...good, key: crypto.randomUUID(), [field]: nasty })
      expect([field, nasty, response.status < 500]).toEqual([field, nasty, true])
    }
  }
  expect((await sendTo(survey, { ...good, key: crypto.randomUUID(), extra: 1 })).status).toBe(400)
  for (const field of ['key', 'edition', 'mode', 'answers']) {
    const { [field as 'key']: _, ...rest } = good
    expect([field, (await sendTo(survey, rest)).status]).toEqual([field, 400])
  }
  const twice = JSON.stringify(aResponseBody()).replace('"age"', '"age":"60+","age"')
  expect((await postText(survey, twice)).status).toBe(400)
  expect((await postText(survey, JSON.stringify(aResponseBody()), 'text/plain')).status).toBe(403)
  for (const slug of ['%00', "' OR 1=1 --", 'S-UPPER', '..', 'x'.repeat(300)]) {
    expect([slug, (await sendTo({ slug: encodeURIComponent(slug) }, aResponseBody())).status]).toEqual([slug, 404])
  }
})

test('ten megabytes of answers are turned away unread, and sixteen kilobytes are the most that is kept', async () => {
  const survey = await aSurvey()
  const big = JSON.stringify(aResponseBody({}, theAnswers({ wish: 'x'.repeat(10_000_000) })))
  expect((await postText(survey, big)).status).toBe(413)
  const elements = Array.from({ length: 10 }, (_, n) => ({ type: 'comment', name: `q${n}`, maxLength: 2000 }))
  const wide = await aSurvey(env, { definition: { pages: [{ elements }] } })
  const answers = Object.fromEntries(elements.map(({ name }) => [name, 'x'.repeat(2000)]))
  const response = await sendTo(wide, aResponseBody({}, answers))
  expect([response.status, await codesOf(response)]).toEqual([422, ['answer.too_much']])
  expect(await stored(survey)).toEqual([])
})

test('two tabs: the one left open over a change of the questions is told, whatever it brings', async () => {
  const survey = await aSurvey()
  const next = { pages: [{ elements: [{ type: 'boolean', name: 'one', isRequired: true }] }] }
  const early = await sendTo(
    survey,
    aResponseBody(),
    beforeBatch(() => anEdition(survey, next)),
  )
  // The first batch is that of looking up what is known; the edition changes before anything is written.
  expect([early.status, await codesOf(early)]).toEqual([409, ['survey.changed_meanwhile']])
  expect(await stored(survey)).toEqual([])
  expect(await codesOf(await sendTo(survey, aResponseBody()))).toEqual(['survey.changed_meanwhile'])
  expect(await codesOf(await sendTo(survey, aResponseBody({ edition: 2 })))).toEqual(['request.malformed'])
  expect((await sendTo(survey, aResponseBody({ edition: 2 }, { one: true }))).status).toBe(201)
})

let moderator: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
}, 60_000)

test('whatever staff send to make or void a sheet, or to enter paper, is never answered with 5xx', async () => {
  const survey = await aSurvey()
  const sheet = await aSheet(survey)
  const good = { community: 'liuan', count: 3 }
  for (const nasty of NASTY) {
    for (const field of ['community', 'count', 'extra']) {
      const response = await asks(moderator, paths.api.deskSurveyCodes(survey.id), {
        json: { ...good, [field]: nasty },
      })
      expect([field, nasty, response.status]).toEqual([field, nasty, expect.toBeOneOf([400, 422])])
    }
    for (const field of ['move', 'version', 'extra']) {
      const json = { move: 'void', version: 1, [field]: nasty }
      const response = await asks(moderator, paths.api.deskCodeSheetMoves(survey.id, sheet.id), { json })
      expect([field, nasty, response.status]).toEqual([field, nasty, 400])
    }
    for (const field of ['key', 'edition', 'answers', 'community', 'extra']) {
      const json = { key: crypto.randomUUID(), edition: 1, answers: theAnswers(), [field]: nasty }
      const response = await asks(moderator, paths.api.deskPaperResponses(survey.id), { json })
      expect([field, nasty, response.status < 500]).toEqual([field, nasty, true])
    }
  }
  for (const id of ['x', '%00', "' OR 1=1 --", crypto.randomUUID()]) {
    const wrong = encodeURIComponent(id)
    expect((await asks(moderator, paths.api.deskSurveyCodes(wrong))).status).toBe(404)
    expect((await asks(moderator, paths.api.deskCodeSheet(survey.id, wrong))).status).toBe(404)
    const json = { move: 'void', version: 1 }
    expect((await asks(moderator, paths.api.deskCodeSheetMoves(survey.id, wrong), { json })).status).toBe(404)
    expect((await asks(moderator, paths.api.deskCodeSheetMoves(wrong, sheet.id), { json })).status).toBe(404)
  }
})
