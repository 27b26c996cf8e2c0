import { env } from '#test-host'
import { expect, test, vi } from 'vitest'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { answersOf, theAnswers } from '../fixtures/survey-questions.ts'
import { anEdition, aSheet, aSurvey, sendWithCode, setState, type MadeSurvey } from '../fixtures/surveys.ts'
import { everythingKept } from './every-table.ts'
import { beforeBatch, failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
type Boxed = { id: string; edition: number; community: string; sealed: string }
const inBox = ({ id }: MadeSurvey) => rowsOf<Boxed>('SELECT * FROM survey_box WHERE survey_id = ?', id)
const usedOf = (sheet: string) =>
  rowsOf(
    `SELECT used, (SELECT count(*) FROM survey_codes WHERE sheet_id = ?1 AND used = 1) AS codes
    FROM survey_code_sheets WHERE id = ?1`,
    sheet,
  )

test('a code takes one answer, which lies sealed in the box and nowhere else', async () => {
  const survey = await aSurvey()
  const { id, codes } = await aSheet(survey, 'wenlan')
  const answers = theAnswers({ wish: '树荫下再放几张长椅' })
  const typed = codes[0]!.toLowerCase().replaceAll('-', ' ').replace('0', 'o')
  const response = await sendWithCode(survey, typed, { answers })
  expect([response.status, await response.json()]).toEqual([201, { again: false, score: null }])
  expect(await inBox(survey)).toMatchObject([{ edition: 1, community: 'wenlan' }])
  expect(await usedOf(id)).toEqual([{ used: 1, codes: 1 }])
  expect(await rowsOf('SELECT frozen FROM survey_editions WHERE id = ?', survey.editionId)).toEqual([{ frozen: 1 }])
  for (const table of ['survey_responses', 'survey_texts']) {
    expect(await rowsOf(`SELECT * FROM ${table} WHERE survey_id = ?`, survey.id)).toEqual([])
  }
  expect(await rowsOf('SELECT * FROM survey_tallies WHERE edition_id = ?', survey.editionId)).toEqual([])
  expect(await rowsOf('SELECT * FROM survey_submissions WHERE edition_id = ?', survey.editionId)).toEqual([])
  const kept = await everythingKept(env)
  for (const secret of ['长椅', ...codes, ...codes.map((code) => code.replaceAll('-', ''))]) {
    expect(kept).not.toContain(secret)
  }
})

test('everything in the box is of one length, from no answer to the longest, and no two are equal', async () => {
  const elements = Array.from({ length: 8 }, (_, n) => ({ type: 'comment', name: `q${n}`, maxLength: 2000 }))
  const survey = await aSurvey(env, { definition: { pages: [{ elements }] } })
  const { codes } = await aSheet(survey, 'liuan', 6)
  const long = (n: number, text: string) =>
    Object.fromEntries(Array.from({ length: n }, (_, at) => [`q${at}`, text.repeat(2000 / text.length)]))
  const sent = [{}, { q0: '好' }, long(2, '好'), long(8, 'x'), { q0: '好' }]
  for (const [at, answers] of sent.entries()) {
    const response = await sendWithCode(survey, codes[at]!, { answers, seconds: at * 1e6, again: at % 2 === 0 })
    expect([at, response.status]).toEqual([at, 201])
  }
  const sealed = (await inBox(survey)).map((row) => row.sealed)
  expect(new Set(sealed.map(({ length }) => length)).size).toBe(1)
  expect(new Set(sealed).size).toBe(5)
  const tooMuch = await sendWithCode(survey, codes[5]!, { answers: long(3, '好') })
  expect([tooMuch.status, await codesOf(tooMuch)]).toEqual([422, ['answer.too_much']])
})

test('the submission that used a code is acknowledged again, whatever it brings; another is told the code is used', async () => {
  const survey = await aSurvey()
  const { id, codes } = await aSheet(survey)
  const code = codes[0]!
  const key = crypto.randomUUID()
  expect((await sendWithCode(survey, code, { key })).status).toBe(201)
  expect((await sendWithCode(survey, code, { key })).status).toBe(200)
  expect((await sendWithCode(survey, code, { key, answers: answersOf(9) })).status).toBe(200)
  const other = await sendWithCode(survey, code)
  expect([other.status, await codesOf(other)]).toEqual([409, ['survey.code_used']])
  await env.DB.prepare('UPDATE survey_code_sheets SET voided_at = 1 WHERE id = ?').bind(id).run()
  expect((await sendWithCode(survey, code, { key })).status).toBe(200)
  expect(await codesOf(await sendWithCode(survey, code))).toEqual(['survey.code_used'])
  // A code that was voided before anybody used it is no code.
  expect(await codesOf(await sendWithCode(survey, codes[1]!))).toEqual(['survey.unknown_code'])
  await anEdition(survey, { pages: [{ elements: [{ type: 'boolean', name: 'one' }] }] })
  expect((await sendWithCode(survey, code, { key })).status).toBe(200)
  await setState(survey, 'closed')
  expect((await sendWithCode(survey, code, { key })).status).toBe(200)
  expect(await codesOf(await sendWithCode(survey, code))).toEqual(['survey.not_open'])
  expect(await inBox(survey)).toHaveLength(1)
})

test('one code on twelve phones at once is one answer, and one phone sending it six times is told so', async () => {
  const survey = await aSurvey()
  const { id, codes } = await aSheet(survey)
  const many = await Promise.all(Array.from({ length: 12 }, () => sendWithCode(survey, codes[0]!)))
  expect(many.map(({ status }) => status).sort()).toEqual([201, ...Array(11).fill(409)])
  const key = crypto.randomUUID()
  const same = await Promise.all(Array.from({ length: 6 }, () => sendWithCode(survey, codes[1]!, { key })))
  expect(same.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201])
  expect(await inBox(survey)).toHaveLength(2)
  expect(await usedOf(id)).toEqual([{ used: 2, codes: 2 }])
})

test('a code opens only its own survey; refused answers and a stale edition leave it unused', async () => {
  const survey = await aSurvey()
  const other = await aSurvey()
  const { id, codes } = await aSheet(survey)
  const code = codes[0]!
  const refusals: [Promise<Response>, number, string][] = [
    [sendWithCode(other, code), 404, 'survey.unknown_code'],
    [sendWithCode(survey, '7K3M-7K3M-7K3M'), 404, 'survey.unknown_code'],
    [sendWithCode(survey, code + '0'), 404, 'survey.unknown_code'],
    [sendWithCode(survey, '柳岸'), 404, 'survey.unknown_code'],
    [sendWithCode(survey, code, { answers: theAnswers({ age: '很老' }) }), 422, 'answer.unknown_choice'],
    [sendWithCode(survey, code, { edition: 7 }), 409, 'survey.changed_meanwhile'],
    [sendWithCode(survey, code, { mode: 'link', window: 'x'.repeat(65) }), 400, 'request.malformed'],
  ]
  for (const [sent, status, issue] of refusals) {
    const response = await sent
    expect([response.status, await codesOf(response)]).toEqual([status, [issue]])
  }
  expect(await usedOf(id)).toEqual([{ used: 0, codes: 0 }])
  // The sheet is voided, the questions change, or the survey closes, between our reading and our writing.
  const between: [string, string, string][] = [
    ['UPDATE survey_code_sheets SET voided_at = ?2 WHERE survey_id = ?1', 'survey.unknown_code', '1'],
    ['UPDATE survey_editions SET version = version + ?2 WHERE survey_id = ?1', 'survey.changed_meanwhile', '1'],
    ['UPDATE surveys SET state = ?2 WHERE id = ?1', 'survey.changed_meanwhile', 'closed'],
  ]
  for (const [sql, issue, value] of between) {
    const asked = await aSurvey()
    const { codes } = await aSheet(asked)
    const slow = beforeBatch(() => env.DB.prepare(sql).bind(asked.id, value).run())
    expect([sql, await codesOf(await sendWithCode(asked, codes[0]!, {}, slow))]).toEqual([sql, [issue]])
    expect(await inBox(asked)).toEqual([])
    expect(await rowsOf('SELECT frozen FROM survey_editions WHERE id = ?', asked.editionId)).toEqual([{ frozen: 0 }])
  }
})

test('wrong codes are counted by address; a right one opens all the same', async () => {
  const survey = await aSurvey()
  const { codes } = await aSheet(survey)
  const limited = { ...env, LIMITS: 'on' }
  const headers = { 'x-portal-client-address': '198.19.3.1' }
  const statuses: number[] = []
  for (let n = 0; n < 11; n += 1) {
    statuses.push((await sendWithCode(survey, '7K3M-7K3M-7K3M', {}, limited, headers)).status)
  }
  expect(statuses).toEqual([...Array(10).fill(404), 429])
  expect((await sendWithCode(survey, codes[0]!, {}, limited, headers)).status).toBe(201)
})

test('whichever call fails while a code is used: 503, the code is used with its answer in the box or neither', async () => {
  const survey = await aSurvey()
  const { id, codes } = await aSheet(survey, 'liuan', 40)
  const limited = { ...env, LIMITS: 'on' }
  const headers = { 'x-portal-client-address': '198.19.3.2' }
  const whole = async () => {
    const box = (await inBox(survey)).length
    expect(await usedOf(id)).toEqual([{ used: box, codes: box }])
    return box
  }
  let taken = 0
  for (const when of ['before', 'after'] as const) {
    for (let k = 1; ; k += 1) {
      const key = crypto.randomUUID()
      const code = codes[taken]!
      const broken = failingEnv(limited, k, 'Network connection lost.', when)
      const response = await sendWithCode(survey, code, { key }, broken.env, headers)
      await whole()
      if (broken.counted.calls >= k) {
        expect([k, response.status]).toEqual([k, 503])
        expect((await sendWithCode(survey, code, { key }, limited, headers)).status).toBeLessThan(300)
      }
      taken += 1
      expect(await whole()).toBe(taken)
      if (broken.counted.calls < k) {
        expect(k).toBeGreaterThan(3)
        break
      }
    }
  }
})
