import { env } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import type { Sample } from '../../functions/interviews/read-sample.ts'
import { shanghaiDay } from '../../functions/domain/shanghai-day.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { anInterview, anInterviewer, sync, synced } from '../fixtures/interviews.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aSurvey, setState, type MadeSurvey } from '../fixtures/surveys.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})

let moderator: SignedIn
let editor: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  editor = await signedIn('editor')
})

const sampleOf = async ({ id }: Pick<MadeSurvey, 'id'>, who = moderator): Promise<Sample> => {
  const response = await asks(who, `/api/desk/surveys/${id}/sample`)
  if (response.status !== 200) throw new Error('sample: ' + response.status)
  return (await response.json()) as Sample
}
const set = (survey: { id: string }, quotas: unknown, version: unknown = 1, on = env) =>
  asks(moderator, `/api/desk/surveys/${survey.id}/quotas`, { json: { quotas, version }, env: on })
const actsOn = (id: string) =>
  rowsOf<{ action: string; result: string; detail: string | null }>(
    'SELECT action, result, detail FROM audit_events WHERE object_id = ? ORDER BY happened_at, rowid',
    id,
  )

test('staff plan a sample before the survey opens, and see it fill up', async () => {
  const survey = await aSurvey(env, { state: 'draft' })
  const quotas = [
    { cell: 'dukou|18-29|男', target: 3 },
    { cell: 'liuan||', target: 2 },
  ]
  expect(await (await set(survey, quotas)).json()).toEqual({ version: 2 })
  const planned = await sampleOf(survey)
  expect(planned.quotas).toEqual(quotas.map((quota) => ({ ...quota, done: 0 })))
  expect(planned.questions.map(({ name }) => name)).toEqual(['community', 'age', 'sex'])
  expect(await actsOn(survey.id)).toEqual([{ action: 'survey:quotas', result: 'ok', detail: '2' }])

  await env.DB.prepare("UPDATE surveys SET state = 'open', edition = 1 WHERE id = ?").bind(survey.id).run()
  const [one, two] = [await anInterviewer(survey), await anInterviewer(survey)]
  await synced(one, [anInterview(one), anInterview(one, { mode: 'household' }, { years: 1 })])
  await synced(two, [
    anInterview(two, {}, { years: 2 }),
    anInterview(two, { community: 'dukou' }, { community: 'dukou', age: '18-29', sex: '男' }),
  ])
  const seen = await sampleOf(survey, editor)
  expect(seen.quotas.map(({ done }) => done)).toEqual([1, 3])
  expect([seen.wanted, seen.filled, seen.interviews]).toEqual([5, 3, 4])
  expect(seen.interviewers.map(({ interviews }) => interviews)).toEqual([2, 2])
  expect(seen.modes).toEqual([
    { mode: 'household', n: 1 },
    { mode: 'street', n: 3 },
  ])
  expect(JSON.stringify(seen)).not.toMatch(/code_hash|codeHash/)
})

test('who did not want to be asked makes the response rate; a phone’s last count is the right one', async () => {
  const who = await anInterviewer(await aSurvey())
  const [phone, other] = [crypto.randomUUID(), crypto.randomUUID()]
  const today = shanghaiDay(Date.now())
  const count = (n: unknown, day = today, on = phone) =>
    sync(who, [], Date.now(), env, { declined: [{ phone: on, day, n }] })
  for (const n of [3, 3, 5, 4]) expect((await count(n)).status).toBe(200)
  await Promise.all([count(2, today, other), count(2, today, other), count(4)])
  await count(900, '2020-01-01')
  await count(900, '2077-01-01')
  await synced(who, [anInterview(who), anInterview(who, {}, { years: 1 })])
  const { declined, interviews, interviewers } = await sampleOf(who)
  expect([declined, interviews, interviewers[0]]).toMatchObject([6, 2, { declined: 6, interviews: 2 }])
  for (const wrong of [-1, 0.5, '3', 1e9, null, []]) expect((await count(wrong)).status).toBe(400)
  for (const day of ['heute', '2026-13-40x', '']) expect((await count(1, day)).status).toBe(400)
  expect((await count(1, '2026-19-39')).status).toBe(200)
  expect((await sampleOf(who)).declined).toBe(6)
})

test('a quota names choices of the questions, communities of the district, or anyone', async () => {
  const survey = await aSurvey()
  const cells = async (...names: string[]) => {
    const response = await set(
      survey,
      names.map((cell) => ({ cell, target: 1 })),
    )
    return response.status === 200 ? 'set' : (await codesOf(response))[0]
  }
  expect(await cells('nowhere||')).toBe('quota.unknown_cell')
  expect(await cells('liuan|31-32|')).toBe('quota.unknown_cell')
  expect(await cells('liuan||女|')).toBe('quota.unknown_cell')
  expect(await cells('liuan')).toBe('quota.unknown_cell')
  expect(await cells('||', '||')).toBe('quota.twice')
  expect(await rowsOf('SELECT * FROM survey_quotas WHERE survey_id = ?', survey.id)).toEqual([])
  expect(await cells('||', 'liuan|60+|女', '|18-29|')).toBe('set')
  // Without a question for it, a community is one of the district.
  const street = await aSurvey(env, { meaning: { age: 'age' } })
  expect((await set(street, [{ cell: 'dukou|60+|', target: 5 }])).status).toBe(200)
  expect(await codesOf(await set(street, [{ cell: 'dukou|60+|女', target: 5 }], 2))).toEqual(['quota.unknown_cell'])
})

test('of two who set quotas at once one is told that somebody was faster, and nothing is mixed', async () => {
  const survey = await aSurvey()
  const [first, second] = [[{ cell: 'liuan||', target: 1 }], [{ cell: 'dukou||', target: 2 }]]
  const answers = await Promise.all([set(survey, first), set(survey, second)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await rowsOf('SELECT cell FROM survey_quotas WHERE survey_id = ?', survey.id)).toHaveLength(1)
  const results = (await actsOn(survey.id)).map(({ result }) => result).sort()
  expect(results).toEqual(['ok', 'refused:survey.changed_meanwhile'])
})

test('a closed survey gets neither quotas nor interviewers', async () => {
  const survey = await aSurvey()
  await setState(survey, 'closed')
  expect(await codesOf(await set(survey, [], 2))).toEqual(['survey.cannot_now'])
  const made = await asks(moderator, `/api/desk/surveys/${survey.id}/interviewers`, { json: { name: '访员甲' } })
  expect([made.status, await codesOf(made)]).toEqual([409, ['survey.cannot_now']])
  expect(await rowsOf('SELECT id FROM survey_interviewers WHERE survey_id = ?', survey.id)).toEqual([])
})

test('three thousand quotas are set at once, one more is refused', async () => {
  const choices = Array.from({ length: 61 }, (_, n) => `a${n}`)
  const survey = await aSurvey(env, {
    definition: {
      pages: [
        {
          name: 'p',
          elements: [
            { type: 'dropdown', name: 'one', title: '一', choices },
            { type: 'dropdown', name: 'two', title: '二', choices },
          ],
        },
      ],
    },
    meaning: { age: 'one', sex: 'two' },
  })
  const quotas = choices.flatMap((one) => choices.map((two) => ({ cell: `|${one}|${two}`, target: 1 })))
  expect(await codesOf(await set(survey, quotas.slice(0, 3001)))).toEqual(['quota.too_many'])
  expect((await set(survey, quotas.slice(0, 3000))).status).toBe(200)
  expect((await sampleOf(survey)).wanted).toBe(3000)
})

test.each([
  [{ quotas: [{ cell: '||', target: -1 }] }, 422],
  [{ quotas: [{ cell: '||', target: 0.5 }] }, 422],
  [{ quotas: [{ cell: '||', target: 1e99 }] }, 422],
  [{ quotas: [{ cell: '||', target: '7' }] }, 422],
  [{ quotas: [{ cell: 'x'.repeat(300), target: 1 }] }, 400],
  [{ quotas: [{ cell: '||', target: 1, done: 5 }] }, 400],
  [{ quotas: [{ cell: null, target: 1 }] }, 400],
  [{ quotas: {} }, 400],
  [{ quotas: 'all' }, 400],
  [{ quotas: [], version: 0 }, 400],
  [{ quotas: [], version: 'x' }, 400],
  [{ quotas: [], extra: 1 }, 400],
])('%j is refused and changes nothing', async (over, status) => {
  const survey = await aSurvey()
  const answer = await asks(moderator, `/api/desk/surveys/${survey.id}/quotas`, { json: { version: 1, ...over } })
  expect(answer.status).toBe(status)
  expect(await rowsOf('SELECT version FROM surveys WHERE id = ?', survey.id)).toEqual([{ version: 1 }])
})

test.each([
  ['', 'interviewer_name.missing'],
  ['甲', 'interviewer_name.too_short'],
  ['甲'.repeat(21), 'interviewer_name.too_long'],
  ['a\u0000b', 'text.strange_characters'],
  ['甲\n乙', 'text.line_break'],
  [['甲乙'], 'request.malformed'],
])('an interviewer named %j is refused with %s', async (name, code) => {
  const survey = await aSurvey()
  const made = await asks(moderator, `/api/desk/surveys/${survey.id}/interviewers`, { json: { name } })
  expect(await codesOf(made)).toEqual([code])
})

test('an interviewer is moved under their own survey only', async () => {
  const [one, other] = [await anInterviewer(await aSurvey()), await aSurvey()]
  const move = (survey: string, id: string) =>
    asks(moderator, `/api/desk/surveys/${survey}/interviewers/${id}/moves`, { json: { move: 'end', version: 1 } })
  const statuses = [await move(other.id, one.interviewer), await move('x', one.interviewer), await move(one.id, 'x')]
  expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404])
  expect((await move(one.id, one.interviewer)).status).toBe(200)
  expect((await actsOn(one.interviewer)).map(({ action, result }) => action + ' ' + result)).toEqual([
    'interviewer:make ok',
    'interviewer:end refused:interviewer.not_found',
    'interviewer:end ok',
  ])
})

const acts: [string, () => Promise<(on: typeof env) => Promise<Response>>][] = [
  [
    'setting quotas',
    async () => {
      const survey = await aSurvey()
      return (on) => set(survey, [{ cell: 'liuan||', target: 1 }], 1, on)
    },
  ],
  [
    'making an interviewer',
    async () => {
      const survey = await aSurvey()
      const path = `/api/desk/surveys/${survey.id}/interviewers`
      return (on) => asks(moderator, path, { json: { name: '访员甲' }, env: on })
    },
  ],
  [
    'ending an interviewer',
    async () => {
      const { id, interviewer } = await anInterviewer(await aSurvey())
      const path = `/api/desk/surveys/${id}/interviewers/${interviewer}/moves`
      return (on) => asks(moderator, path, { json: { move: 'end', version: 1 }, env: on })
    },
  ],
]
const TABLES = ['surveys', 'survey_quotas', 'survey_interviewers', 'audit_events']
const state = async () =>
  JSON.stringify(await Promise.all(TABLES.map((table) => rowsOf(`SELECT * FROM ${table} ORDER BY 1, 2`))))

test.each(acts)('%s: whichever call fails, 503 and nothing half done, and the next try succeeds', async (_, ready) => {
  for (let k = 1; ; k += 1) {
    const act = await ready()
    const before = await state()
    const broken = failingEnv(env, k, 'Network connection lost.')
    const response = await act(broken.env)
    if (broken.counted.calls < k) {
      expect([response.status < 300, k > 2]).toEqual([true, true])
      break
    }
    expect([k, response.status]).toEqual([k, 503])
    expect(await state()).toBe(before)
    expect((await act(env)).status).toBeLessThan(300)
  }
})
