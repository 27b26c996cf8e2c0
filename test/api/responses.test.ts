import { env } from '#test-host'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { newChallenge } from '../../functions/challenges/challenge.ts'
import { DAY, shanghaiDay } from '../../functions/domain/shanghai-day.ts'
import { forgetSubmissions } from '../../functions/responses/forget-submissions.ts'
import type { Answers } from '../../functions/domain/survey/form.ts'
import { findSurveyById } from '../../functions/surveys/find-survey.ts'
import type { NewResponse } from '../../functions/responses/new-response.ts'
import { storeResponses } from '../../functions/responses/store-responses.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { answersOf, theAnswers } from '../fixtures/survey-questions.ts'
import { keptFigures, recount } from '../fixtures/survey-recount.ts'
import {
  anEdition,
  aResponseBody,
  aSurvey,
  sendTo,
  setState,
  type AskedFor,
  type MadeSurvey,
} from '../fixtures/surveys.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
const today = shanghaiDay(Date.now())
const responsesTo = ({ id }: MadeSurvey) =>
  rowsOf<Record<string, string>>('SELECT * FROM survey_responses WHERE survey_id = ?', id)
const agrees = async (survey: MadeSurvey) =>
  expect(await keptFigures(survey.editionId)).toEqual(await recount(survey.editionId))

/** A response as another room hands it over. */
const aNewResponse = (over: Partial<NewResponse> = {}): NewResponse => ({
  ...{ key: crypto.randomUUID(), mode: 'link', answers: theAnswers(), community: null, window: null, seconds: null },
  ...{ interviewerId: null, again: false, overQuota: false, answeredOn: today, ...over },
})

test('what a resident answered is kept as it was, counts, and freezes the questions', async () => {
  const survey = await aSurvey()
  const response = await sendTo(survey, aResponseBody({ seconds: 95 }))
  expect([response.status, await response.json()]).toEqual([201, { again: false, score: null }])
  const [row] = await responsesTo(survey)
  expect(row).toMatchObject({ mode: 'link', community: 'liuan', window: null, flags: '', answered_on: today })
  expect(JSON.parse(row!.answers!)).toEqual(theAnswers())
  expect(await rowsOf('SELECT question, text, state FROM survey_texts WHERE survey_id = ?', survey.id)).toEqual([
    { question: 'wish', text: '路灯再亮一点', state: 'waiting' },
  ])
  expect(await rowsOf('SELECT frozen, version FROM survey_editions WHERE id = ?', survey.editionId)).toEqual([
    { frozen: 1, version: 1 },
  ])
  const figures = await keptFigures(survey.editionId)
  expect(Object.keys(figures).sort()).toEqual(
    ['all', 'cell:liuan|30-59|女', 'community:liuan', `day:${today}`, 'mode:link'].sort(),
  )
  expect(figures.all).toEqual({
    n: 1,
    counts: {
      ...{ community: 1, 'community=liuan': 1, age: 1, 'age=30-59': 1, sex: 1, 'sex=女': 1, known: 1, 'known=true': 1 },
      ...{ sources: 1, 'sources=微信': 1, 'sources=广播': 1, overall: 1, 'overall=4': 1, places: 1 },
      ...{ 'places.streets': 1, 'places.streets=满意': 1, 'places.market': 1, 'places.market=一般': 1 },
      ...{ 'places.park': 1, 'places.park=很满意': 1, support: 1, 'support=支持': 1, concerns: 1 },
      ...{ 'concerns#1=垃圾': 1, 'concerns#2=停车': 1, 'concerns#3=噪声': 1, 'concerns#4=养犬': 1 },
      ...{ years: 1, 'years#sum': 12, 'years#squares': 144, wish: 1 },
    },
  })
  expect(figures[`day:${today}`]).toEqual({ n: 1, counts: {} })
})

test('the same answers sent twice, or six times at once, are one response; other answers under its key none', async () => {
  const survey = await aSurvey()
  const body = aResponseBody()
  const answers = await Promise.all(Array.from({ length: 6 }, () => sendTo(survey, body)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201])
  // How long it took, and in which order the fields came, makes no other answers.
  const same = { ...body, answers: Object.fromEntries(Object.entries(body.answers).reverse()), seconds: 3 }
  const again = await sendTo(survey, same)
  expect([again.status, await again.json()]).toEqual([200, { again: true, score: null }])
  const other = await sendTo(survey, { ...body, answers: theAnswers({ overall: 5 }) })
  expect([other.status, await codesOf(other)]).toEqual([422, ['submission.other_body']])
  expect(await responsesTo(survey)).toHaveLength(1)
  await agrees(survey)
})

test('answers that were taken keep their answer after the survey closed and after other questions came', async () => {
  const survey = await aSurvey()
  const body = aResponseBody()
  await sendTo(survey, body)
  const next = await anEdition(survey, { pages: [{ elements: [{ type: 'boolean', name: 'one' }] }] })
  expect((await sendTo(survey, body)).status).toBe(200)
  expect(await codesOf(await sendTo(survey, aResponseBody()))).toEqual(['survey.changed_meanwhile'])
  expect((await sendTo(survey, aResponseBody({ edition: 2 }, { one: true }))).status).toBe(201)
  await setState(survey, 'closed')
  expect((await sendTo(survey, body)).status).toBe(200)
  expect(await codesOf(await sendTo(survey, aResponseBody({ edition: 2 }, { one: true })))).toEqual(['survey.not_open'])
  for (const edition of [survey, next]) await agrees(edition)
  expect(await responsesTo(survey)).toHaveLength(2)
})

test('a survey takes answers only while it is open, in its modes, to its questions', async () => {
  const soon = Date.now() + DAY
  const refusals: [AskedFor, Record<string, unknown>, number, string][] = [
    [{ state: 'draft' }, {}, 404, 'survey.not_found'],
    [{ state: 'closed' }, {}, 409, 'survey.not_open'],
    [{ opensAt: soon }, {}, 409, 'survey.not_open'],
    [{ closesAt: Date.now() - 1 }, {}, 409, 'survey.not_open'],
    [{ modes: ['paper'] }, {}, 422, 'survey.mode_not_taken'],
    [{}, { edition: 2 }, 409, 'survey.changed_meanwhile'],
    [{}, { mode: 'window' }, 422, 'window.unknown'],
    [{}, { mode: 'window', window: 'nowhere' }, 422, 'window.unknown'],
    [{}, { website: 'x' }, 422, 'website.leave_empty'],
    [{}, { mode: 'code' }, 404, 'survey.unknown_code'],
    [{}, { mode: 'paper' }, 400, 'request.malformed'],
    [{}, { answers: theAnswers({ age: undefined }) }, 422, 'answer.choose_one'],
    [{}, { answers: theAnswers({ overall: 6 }) }, 422, 'answer.unknown_choice'],
  ]
  for (const [made, over, status, code] of refusals) {
    const survey = await aSurvey(env, made)
    const response = await sendTo(survey, aResponseBody(over))
    expect([made, over, response.status, await codesOf(response)]).toEqual([made, over, status, [code]])
    expect(await responsesTo(survey)).toEqual([])
    expect(await keptFigures(survey.editionId)).toEqual({})
  }
  expect((await sendTo({ slug: 'no-such-survey' }, aResponseBody())).status).toBe(404)
})

test('a rating at a window counts for the window and its community', async () => {
  const survey = await aSurvey(env, {
    definition: { pages: [{ elements: [{ type: 'rating', name: 'service', isRequired: true }] }] },
    kind: 'window',
  })
  expect((await sendTo(survey, aResponseBody({ mode: 'window', window: 'yunqiao-hall' }, { service: 5 }))).status).toBe(
    201,
  )
  expect(await responsesTo(survey)).toMatchObject([{ window: 'yunqiao-hall', community: 'dukou' }])
  expect(await keptFigures(survey.editionId)).toHaveProperty('window:yunqiao-hall.counts', {
    service: 1,
    'service=5': 1,
  })
  await agrees(survey)
})

test('a quiz tells its score, the second time as the first', async () => {
  const definition = {
    pages: [
      {
        elements: [
          { type: 'radiogroup', name: 'dogs', choices: ['牵绳', '不牵'], correctAnswer: '牵绳' },
          { type: 'radiogroup', name: 'cars', choices: ['让行', '不让'], correctAnswer: '让行' },
        ],
      },
    ],
  }
  const survey = await aSurvey(env, { definition, kind: 'quiz' })
  const body = aResponseBody({}, { dogs: '牵绳', cars: '不让' })
  const score = { right: 1, of: 2, wrong: ['cars'] }
  expect(await (await sendTo(survey, body)).json()).toEqual({ again: false, score })
  expect(await (await sendTo(survey, body)).json()).toEqual({ again: true, score })
})

test('haste, one answer throughout, answers seen before and a phone used again are flagged, not refused', async () => {
  const survey = await aSurvey()
  const straight = theAnswers({ places: { streets: '一般', market: '一般', park: '一般' } })
  const sent: [object, Answers, string][] = [
    [{ seconds: 5 }, theAnswers({ years: 1 }), 'fast'],
    [{ seconds: 21 }, theAnswers({ years: 2 }), 'fast'],
    [{ seconds: 22 }, theAnswers({ years: 3 }), ''],
    [{ again: true }, theAnswers({ years: 4 }), 'again'],
    [{}, straight, ''],
    [{}, theAnswers({ years: 4 }), 'double'],
    [{ seconds: 1, again: true }, theAnswers({ years: 4 }), 'fast double again'],
  ]
  for (const [over, answers, flags] of sent) {
    const before = new Set((await responsesTo(survey)).map(({ id }) => id))
    expect((await sendTo(survey, aResponseBody({ ...over, answers }))).status).toBe(201)
    const added = (await responsesTo(survey)).filter(({ id }) => !before.has(id))
    expect([over, added.map((row) => row.flags)]).toEqual([over, [flags]])
  }
  expect((await keptFigures(survey.editionId)).all!.counts).toMatchObject({ '#fast': 3, '#again': 2, '#double': 2 })
  await agrees(survey)
})

test('other rooms store many at once; what came before is said by key, and the edition has to be the one that was read', async () => {
  const made = await aSurvey()
  const survey = (await findSurveyById(env, made.id))!
  const batch = Array.from({ length: 20 }, (_, n) =>
    aNewResponse({
      mode: 'street',
      interviewerId: 'i1',
      answers: answersOf(n),
      overQuota: n > 17,
      community: 'wenlan',
    }),
  )
  const twice = { ...batch[3]!, answers: answersOf(77) }
  const outcome = await storeResponses(env, survey, [...batch, batch[0]!, twice])
  expect(outcome.ok && outcome.value.map(({ stored }) => stored)).toEqual([
    ...Array(20).fill('now'),
    'before',
    'other_body',
  ])
  const more = aNewResponse({ mode: 'household', interviewerId: 'i1' })
  const next = await Promise.all([
    storeResponses(env, survey, [...batch, more]),
    storeResponses(env, survey, [more, ...batch.slice(5)]),
  ])
  const stored = next.flatMap((one) => (one.ok ? one.value.map((each) => each.stored) : ['refused']))
  expect(stored.filter((one) => one === 'now')).toHaveLength(1)
  expect(stored.filter((one) => one === 'before')).toHaveLength(36)
  expect(await responsesTo(made)).toHaveLength(21)
  const figures = await keptFigures(made.editionId)
  expect(figures['interviewer:i1']).toEqual({ n: 21, counts: {} })
  expect(figures.all!.counts['#over_quota']).toBe(2)
  await agrees(made)
  // Somebody changes the questions between the reading and the writing.
  const fresh = (await findSurveyById(env, (await aSurvey()).id))!
  await env.DB.prepare('UPDATE survey_editions SET version = 2 WHERE id = ?').bind(fresh.edition!.id).run()
  expect(await storeResponses(env, fresh, [aNewResponse()])).toMatchObject({
    issues: [{ code: 'survey.changed_meanwhile' }],
  })
  expect(await rowsOf('SELECT frozen FROM survey_editions WHERE id = ?', fresh.edition!.id)).toEqual([{ frozen: 0 }])
  expect(await rowsOf('SELECT id FROM survey_responses WHERE survey_id = ?', fresh.id)).toEqual([])
})

test('however answers come in, the kept figures are those of a recount', async () => {
  const made = await aSurvey()
  const survey = (await findSurveyById(env, made.id))!
  const modes = fc.constantFrom<NewResponse['mode'][]>('link', 'street', 'household', 'window', 'paper', 'code')
  const one = fc.record({
    ...{ n: fc.nat(60), mode: modes, seconds: fc.option(fc.nat(60)), again: fc.boolean(), overQuota: fc.boolean() },
    ...{ community: fc.option(fc.constantFrom('liuan', 'dukou')), window: fc.option(fc.constantFrom('hall-general')) },
    ...{
      interviewerId: fc.option(fc.constantFrom('i1', 'i2')),
      answeredOn: fc.constantFrom('2026-11-01', '2026-11-02'),
    },
    years: fc.option(fc.double({ noNaN: true, min: 0, max: 120 }), { nil: undefined }),
    sources: fc.option(fc.shuffledSubarray(['公告栏', '微信', '广播'], { minLength: 1 }), { nil: undefined }),
    repeated: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 8 }), async (walk) => {
      const batch = walk.map(({ n, years, sources, repeated: _, ...rest }) =>
        aNewResponse({ ...rest, answers: answersOf(n, { years: years && Math.round(years * 4) / 4, sources }) }),
      )
      await storeResponses(env, survey, batch)
      await storeResponses(
        env,
        survey,
        batch.filter((_, at) => walk[at]!.repeated),
      )
    }),
    { numRuns: 40 },
  )
  await agrees(made)
})

test('without proof of work twenty responses an hour come from one address, with it more; a sent one keeps its answer', async () => {
  const survey = await aSurvey()
  const limited = { ...env, LIMITS: 'on' }
  const headers = { 'x-portal-client-address': '198.19.2.1' }
  const first = aResponseBody()
  const statuses = [(await sendTo(survey, first, limited, headers)).status]
  for (let n = 0; n < 20; n += 1) statuses.push((await sendTo(survey, aResponseBody(), limited, headers)).status)
  expect(statuses).toEqual([...Array(20).fill(201), 429])
  expect((await sendTo(survey, first, limited, headers)).status).toBe(200)
  const challenge = await newChallenge(env, Date.now())
  const solution = { challenge, solution: await solveChallenge({ challenge, deriveKey }) }
  expect((await sendTo(survey, aResponseBody({ solution }), limited, headers)).status).toBe(201)
  // Spent, it proves nothing the second time.
  expect((await sendTo(survey, aResponseBody({ solution }), limited, headers)).status).toBe(429)
  expect(await responsesTo(survey)).toHaveLength(21)
})

test('whichever call fails while answering: 503, nothing half written, and the next try succeeds', async () => {
  const survey = await aSurvey()
  const limited = { ...env, LIMITS: 'on' }
  for (const when of ['before', 'after'] as const) {
    for (let k = 1; ; k += 1) {
      const body = aResponseBody()
      const headers = { 'x-portal-client-address': `198.19.${when.length}.${k}` }
      const count = (await responsesTo(survey)).length
      const broken = failingEnv(limited, k, 'Network connection lost.', when)
      const response = await sendTo(survey, body, broken.env, headers)
      if (broken.counted.calls < k) {
        expect([response.status, k > 4]).toEqual([201, true])
        break
      }
      expect([k, response.status]).toEqual([k, 503])
      await agrees(survey)
      expect((await sendTo(survey, body, limited, headers)).status).toBeLessThan(300)
      expect(await responsesTo(survey)).toHaveLength(count + 1)
      await agrees(survey)
    }
  }
})

test('keys go after thirty days, the single answers of a survey years after it ended; its figures stay', async () => {
  const survey = await aSurvey()
  const open = await aSurvey()
  for (const one of [survey, open]) await sendTo(one, aResponseBody())
  await env.DB.prepare("UPDATE survey_texts SET state = 'public' WHERE survey_id = ?").bind(survey.id).run()
  await sendTo(survey, aResponseBody({}, theAnswers({ wish: '这条没人看过' })))
  await setState(survey, 'closed')
  const figures = await keptFigures(survey.editionId)
  const keys = () =>
    rowsOf('SELECT * FROM survey_submissions WHERE edition_id IN (?, ?)', survey.editionId, open.editionId)
  await forgetSubmissions(env, Date.now() + 29 * DAY)
  expect(await keys()).toHaveLength(3)
  await forgetSubmissions(env, Date.now() + 31 * DAY)
  expect(await keys()).toHaveLength(0)
  await forgetSubmissions(env, Date.now() + 1094 * DAY)
  expect(await responsesTo(survey)).toHaveLength(2)
  await forgetSubmissions(env, Date.now() + 1096 * DAY)
  expect(await responsesTo(survey)).toHaveLength(0)
  expect(await responsesTo(open)).toHaveLength(1)
  expect(await keptFigures(survey.editionId)).toEqual(figures)
  expect(await rowsOf('SELECT text FROM survey_texts WHERE survey_id = ?', survey.id)).toEqual([
    { text: '路灯再亮一点' },
  ])
})
