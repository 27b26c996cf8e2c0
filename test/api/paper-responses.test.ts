import { env } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import { paths } from '../../functions/paths.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { theAnswers } from '../fixtures/survey-questions.ts'
import { keptFigures, recount } from '../fixtures/survey-recount.ts'
import { aSurvey, type AskedFor, type MadeSurvey } from '../fixtures/surveys.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
let editor: SignedIn
beforeAll(async () => {
  editor = await signedIn('editor')
}, 60_000)

const aPaper = (over: Record<string, unknown> = {}) => ({
  ...{ key: crypto.randomUUID() as string, edition: 1, answers: theAnswers({ community: undefined }), ...over },
})
const ON_PAPER = { pages: [{ elements: [{ type: 'radiogroup', name: 'support', choices: ['支持', '不支持'] }] }] }
const enter = ({ id }: Pick<MadeSurvey, 'id'>, body: unknown, on = env) =>
  asks(editor, paths.api.deskPaperResponses(id), { json: body, env: on })
const acts = ({ id }: MadeSurvey) =>
  rowsOf<{ result: string }>("SELECT result FROM audit_events WHERE action = 'survey:enter' AND object_id = ?", id)
const entered = ({ id }: MadeSurvey) => rowsOf('SELECT * FROM survey_responses WHERE survey_id = ?', id)

test('what came in on paper is entered once, by someone', async () => {
  const survey = await aSurvey(env, { definition: ON_PAPER, modes: ['paper'], closesAt: Date.now() - DAY })
  const body = aPaper({ answers: { support: '支持' }, community: 'wangta' })
  const statuses = await Promise.all(Array.from({ length: 4 }, async () => (await enter(survey, body)).status))
  expect(statuses.sort()).toEqual([200, 200, 200, 201])
  expect(await (await enter(survey, body)).json()).toEqual({ again: true })
  expect(await entered(survey)).toMatchObject([{ mode: 'paper', community: 'wangta', interviewer_id: null, flags: '' }])
  expect(await acts(survey)).toEqual([{ result: 'ok' }])
  expect(await codesOf(await enter(survey, { ...body, answers: { support: '不支持' } }))).toEqual([
    'submission.other_body',
  ])
  expect(await keptFigures(survey.editionId)).toEqual(await recount(survey.editionId))
  // Who answered it stays out of the record of who entered it.
  const [act] = await rowsOf(
    "SELECT detail FROM audit_events WHERE action = 'survey:enter' AND object_id = ?",
    survey.id,
  )
  expect(act).toEqual({ detail: null })
})

test('paper is refused like any answer, and each refusal is recorded', async () => {
  const refusals: [AskedFor, Record<string, unknown>, number, string][] = [
    [{ modes: ['link'] }, {}, 422, 'survey.mode_not_taken'],
    [{ state: 'closed' }, {}, 409, 'survey.not_open'],
    [{ state: 'draft' }, {}, 409, 'survey.not_open'],
    [{ opensAt: Date.now() + DAY }, {}, 409, 'survey.not_open'],
    [{}, { edition: 4 }, 409, 'survey.changed_meanwhile'],
    [{}, { community: 'nowhere' }, 422, 'community.wrong'],
    [{}, { answers: { nobody: 1 } }, 400, 'request.malformed'],
    [{}, { answers: theAnswers({ age: 3 }) }, 422, 'answer.unknown_choice'],
  ]
  for (const [made, over, status, code] of refusals) {
    const survey = await aSurvey(env, made)
    const response = await enter(survey, aPaper({ answers: theAnswers(), ...over }))
    expect([made, over, response.status, await codesOf(response)]).toEqual([made, over, status, [code]])
    expect([await entered(survey), await acts(survey)]).toEqual([[], [{ result: 'refused:' + code }]])
  }
  expect((await enter({ id: crypto.randomUUID() }, aPaper())).status).toBe(404)
  expect((await enter(await aSurvey(), { ...aPaper(), mode: 'paper' })).status).toBe(400)
})

test('whichever call fails while paper is entered: 503, response and record together or neither', async () => {
  const survey = await aSurvey()
  for (const when of ['before', 'after'] as const) {
    for (let k = 1; ; k += 1) {
      const body = aPaper({ answers: theAnswers() })
      const broken = failingEnv(env, k, 'Network connection lost.', when)
      const response = await enter(survey, body, broken.env)
      const rows = (await entered(survey)).length
      expect(await acts(survey)).toHaveLength(rows)
      if (broken.counted.calls < k) {
        expect([response.status, k > 4]).toEqual([201, true])
        break
      }
      expect([k, response.status]).toEqual([k, 503])
      expect((await enter(survey, body)).status).toBeLessThan(300)
      const after = (await entered(survey)).length
      expect([after - rows <= 1, (await acts(survey)).length]).toEqual([true, after])
    }
  }
})
