import { env } from '#test-host'
import { expect, test, vi } from 'vitest'
import { DAY, HOUR, MINUTE, shanghaiDay } from '../../functions/domain/shanghai-day.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import {
  anInterview,
  anInterviewer,
  interviewing,
  opened,
  postAs,
  statesOf,
  sync,
  synced,
  withQuotas,
} from '../fixtures/interviews.ts'
import { asks, signedIn } from '../fixtures/staff.ts'
import { anEdition, aSurvey, setState } from '../fixtures/surveys.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})

type Kept = {
  mode: string
  community: string
  interviewer_id: string
  answers: string
  flags: string
  answered_on: string
}
const kept = (survey: string) =>
  rowsOf<Kept>(
    'SELECT mode, community, interviewer_id, answers, flags, answered_on FROM survey_responses WHERE survey_id = ?',
    survey,
  )
const today = () => shanghaiDay(Date.now())

test('an interviewer opens the survey with the code they were given, however they type it', async () => {
  const who = await interviewing()
  for (const typed of [who.code, who.code.toLowerCase().replaceAll('-', ' ')]) {
    const seen = await opened({ code: typed })
    expect(seen.survey).toMatchObject({ slug: who.slug, modes: ['street', 'household'] })
    expect(seen).toMatchObject({ edition: 1, meaning: { community: 'community', age: 'age', sex: 'sex' }, quotas: [] })
    expect(seen.form.questions).toHaveLength(12)
    expect(seen.communities.map(({ id }) => id)).toContain('liuan')
    expect(Math.abs(seen.serverNow - Date.now())).toBeLessThan(MINUTE)
  }
  const [row] = await rowsOf<Record<string, string>>('SELECT * FROM survey_interviewers WHERE id = ?', who.interviewer)
  for (const secret of [who.code, who.code.replaceAll('-', '')]) expect(JSON.stringify(row)).not.toContain(secret)
})

test('a wrong code, that of somebody who ended or a replaced one opens nothing; wrong ones are counted by address', async () => {
  const [who, moderator] = [await interviewing(), await signedIn('moderator')]
  const move = (json: object) =>
    asks(moderator, `/api/desk/surveys/${who.id}/interviewers/${who.interviewer}/moves`, { json })
  const renewed = (await (await move({ move: 'new_code', version: 1 })).json()) as { code: string }
  const statuses = async (...codes: string[]) => {
    const answers = await Promise.all(codes.map((code) => postAs('/api/interviews', { code })))
    return answers.map(({ status }) => status)
  }
  expect(await statuses(who.code, renewed.code, '', 'x'.repeat(300))).toEqual([404, 200, 404, 404])
  expect(await codesOf(await move({ move: 'end', version: 1 }))).toEqual(['interviewer.changed_meanwhile'])
  expect((await move({ move: 'end', version: 2 })).status).toBe(200)
  expect(await statuses(renewed.code)).toEqual([404])
  expect((await sync(renewed, [anInterview(who)])).status).toBe(404)
  expect(await codesOf(await move({ move: 'new_code', version: 3 }))).toEqual(['interviewer.ended'])

  const limited = { ...env, LIMITS: 'on' }
  const from = { 'x-portal-client-address': '198.19.7.7' }
  const other = await interviewing()
  const tries: number[] = []
  for (let n = 0; n < 12; n += 1)
    tries.push((await postAs('/api/interviews', { code: who.code }, limited, from)).status)
  expect(tries.filter((status) => status === 404)).toHaveLength(10)
  expect((await postAs('/api/interviews', { code: other.code }, limited, from)).status).toBe(200)
})

test('a day of interviews is stored with mode, community, interviewer and day, and no time finer than it', async () => {
  const who = await interviewing()
  const sent = [
    anInterview(who),
    anInterview(who, { mode: 'household', community: 'dukou' }, { community: 'dukou', sex: undefined }),
  ]
  expect(statesOf(await synced(who, sent))).toEqual(['stored', 'stored'])
  const rows = await kept(who.id)
  expect(rows.map(({ mode, community }) => mode + ' ' + community).sort()).toEqual(['household dukou', 'street liuan'])
  for (const row of rows) {
    expect([row.interviewer_id, row.answered_on, row.flags]).toEqual([who.interviewer, today(), ''])
    expect(JSON.stringify(row)).not.toMatch(/\d{13}/)
  }
})

test('the same interviews sent six times at once, by two phones and half of them again later, are each stored once', async () => {
  const who = await interviewing()
  const all = Array.from({ length: 20 }, (_, n) => anInterview(who, {}, { years: n }))
  await withQuotas(who, [{ cell: 'liuan||', target: 100 }])
  const answers = await Promise.all(Array.from({ length: 6 }, () => synced(who, all)))
  const stored = answers.flatMap(statesOf)
  expect(stored.filter((state) => state === 'stored')).toHaveLength(20)
  expect(stored.filter((state) => state === 'already')).toHaveLength(100)
  const again = await synced(who, [...all.slice(10), anInterview(who, {}, { years: 99 })])
  expect(statesOf(again)).toEqual([...Array<string>(10).fill('already'), 'stored'])
  expect(await kept(who.id)).toHaveLength(21)
  expect(again.quotas).toEqual([{ cell: 'liuan||', target: 100, done: 21 }])
  expect(statesOf(await synced(who, [{ ...all[0]!, answers: all[1]!.answers }]))).toEqual(['submission.other_body'])
  expect(statesOf(await synced(who, [all[3]!, all[3]!]))).toEqual(['already', 'already'])
})

test('one bad interview among good ones is refused by name; the good ones are stored', async () => {
  const [who, other] = [await interviewing(), await interviewing({ modes: ['street'] })]
  const bad = [
    anInterview(who, {}, { overall: 9 }),
    anInterview(who, {}, { known: undefined }),
    anInterview(who, { edition: 2 }),
    anInterview(who, { editionVersion: 2 }),
    anInterview(who, { community: 'nowhere' }),
    anInterview(other),
    anInterview(who, { mode: 'link' }),
    { ...anInterview(who), extra: 1 },
    { key: 'a' },
    null,
    'text',
  ]
  const result = await synced(who, [anInterview(who), ...bad, anInterview(who, {}, { years: 3 })])
  expect(statesOf(result)).toEqual([
    'stored',
    'answer.unknown_choice',
    'answer.choose_one',
    'interview.unknown_edition',
    'interview.other_questions',
    'interview.unknown_community',
    'interview.other_survey',
    ...Array<string>(5).fill('request.malformed'),
    'stored',
  ])
  expect(result.results[1]).toMatchObject({
    key: bad[0] && (bad[0] as { key: string }).key,
    issues: [{ field: 'overall' }],
  })
  expect(result.results.slice(9, 12).map(({ key }) => key)).toEqual(['a', null, null])
  expect(await kept(who.id)).toHaveLength(2)
  expect(statesOf(await synced(other, [anInterview(other, { mode: 'household' })]))).toEqual([
    'interview.mode_not_taken',
  ])
  expect(await kept(other.id)).toEqual([])
})

test('answers to questions that were not shown are dropped, whatever the phone sent', async () => {
  const who = await interviewing()
  await synced(who, [anInterview(who, {}, { known: false, sources: ['微信'] })])
  const [row] = await kept(who.id)
  expect(JSON.parse(row!.answers)).not.toHaveProperty('sources')
})

test('a full quota takes what comes all the same, flagged; what is sent again fills nothing twice', async () => {
  const who = await interviewing()
  await withQuotas(who, [
    { cell: 'liuan|60+|女', target: 3 },
    { cell: 'liuan||', target: 1 },
  ])
  const old = (n: number) => anInterview(who, {}, { age: '60+', sex: '女', years: n })
  const first = [old(1), old(2)]
  await synced(who, first)
  // The answer was lost: both come again, with the third that is wanted and the first of another cell.
  const more = await synced(who, [...first, old(3), anInterview(who, {}, { years: 9 })])
  expect(more.quotas.map(({ done }) => done)).toEqual([3, 1])
  expect((await kept(who.id)).filter(({ flags }) => flags.includes('over_quota'))).toEqual([])
  const over = await synced(who, [...first, old(4), anInterview(who, {}, { years: 5 })])
  expect(statesOf(over)).toEqual(['already', 'already', 'stored', 'stored'])
  expect(Object.fromEntries(over.quotas.map(({ cell, done }) => [cell, done]))).toEqual({
    'liuan|60+|女': 4,
    'liuan||': 2,
  })
  const flagged = (await kept(who.id)).filter(({ flags }) => flags.includes('over_quota'))
  expect(flagged.map(({ answers }) => (JSON.parse(answers) as { years: number }).years).sort()).toEqual([4, 5])
})

test('a batch that overfills a quota by itself flags only what is too much', async () => {
  const who = await interviewing()
  await withQuotas(who, [{ cell: '|60+|', target: 3 }])
  await synced(
    who,
    Array.from({ length: 5 }, (_, n) => anInterview(who, {}, { age: '60+', years: n })),
  )
  const flags = (await kept(who.id)).map((row) => row.flags.includes('over_quota'))
  expect(flags.filter(Boolean)).toHaveLength(2)
})

test.each([
  ['ten minutes fast', 10 * MINUTE],
  ['ten minutes slow', -10 * MINUTE],
  ['a day fast', DAY],
  ['three years slow', -1095 * DAY],
])('a phone whose clock is %s puts its interviews on the right day', async (_, off) => {
  const who = await interviewing()
  const now = Date.now()
  const at = (ago: number) => anInterview(who, { takenAt: Math.max(now + off - ago, 0) })
  expect(statesOf(await synced(who, [at(0), at(2 * DAY)], now + off))).toEqual(['stored', 'stored'])
  const days = (await kept(who.id)).map(({ answered_on }) => answered_on).sort()
  expect(days).toEqual([shanghaiDay(now - 2 * DAY), shanghaiDay(now)])
})

test('an interview is never put in the future, before the survey opened, or longer ago than a week', async () => {
  const now = Date.now()
  const who = await interviewing({ opensAt: now - 3 * DAY })
  await synced(
    who,
    [anInterview(who, { takenAt: now + 40 * DAY }), anInterview(who, { takenAt: 0 }, { years: 1 })],
    now,
  )
  const days = (await kept(who.id)).map(({ answered_on }) => answered_on).sort()
  expect(days).toEqual([shanghaiDay(now - 3 * DAY), shanghaiDay(now)])
  const endless = await interviewing()
  await synced(endless, [anInterview(endless, { takenAt: 0 })], now)
  expect((await kept(endless.id))[0]!.answered_on).toBe(shanghaiDay(now - 7 * DAY))
})

test('interviews of an edition that was replaced meanwhile are stored as answers to it', async () => {
  const who = await interviewing()
  const other = { elements: [{ type: 'radiogroup', name: 'age', title: '年龄', isRequired: true, choices: ['18-29'] }] }
  const next = await anEdition(who, { pages: [{ name: 'p', ...other }] }, { age: 'age' })
  const fresh = { ...anInterview(who, { edition: 2 }), answers: { age: '18-29' } }
  const result = await synced(who, [anInterview(who), fresh])
  expect([statesOf(result), result.edition]).toEqual([['stored', 'stored'], 2])
  const editions = await rowsOf<{ edition_id: string }>(
    'SELECT edition_id FROM survey_responses WHERE survey_id = ?',
    who.id,
  )
  expect(editions.map((one) => one.edition_id).sort()).toEqual([who.editionId, next.editionId].sort())
})

test('after the survey closed, what was finished before comes in for 48 hours, and no longer', async () => {
  const who = await interviewing()
  await setState(who, 'closed')
  const closedAt = (at: number) =>
    env.DB.prepare('UPDATE surveys SET changed_at = ?2 WHERE id = ?1').bind(who.id, at).run()
  expect((await postAs('/api/interviews', { code: who.code })).status).toBe(409)
  const now = Date.now()
  await closedAt(now - 47 * HOUR)
  const before = anInterview(who, { takenAt: now - 48 * HOUR })
  const finishing = anInterview(who, { takenAt: now - 47 * HOUR + 30 * MINUTE }, { years: 1 })
  const after = anInterview(who, { takenAt: now - 40 * HOUR }, { years: 2 })
  expect(statesOf(await synced(who, [before, finishing, after], now))).toEqual([
    ...['stored', 'stored', 'interview.after_closing'],
  ])
  await closedAt(now - 49 * HOUR)
  const late = anInterview(who, { takenAt: now - 50 * HOUR }, { years: 3 })
  expect(statesOf(await synced(who, [before, late], now))).toEqual(['interview.too_late', 'interview.too_late'])
  expect(await kept(who.id)).toHaveLength(2)
})

test('a survey that has not opened yet can be fetched the evening before, but takes nothing', async () => {
  const now = Date.now()
  const who = await interviewing({ opensAt: now + HOUR })
  expect((await opened(who)).survey.opensAt).toBe(now + HOUR)
  expect(statesOf(await synced(who, [anInterview(who)]))).toEqual(['interview.not_open_yet'])
  const draft = await anInterviewer(await aSurvey(env, { state: 'draft' }))
  expect(await codesOf(await postAs('/api/interviews', { code: draft.code }))).toEqual(['survey.not_open'])
  expect(statesOf(await synced(draft, [anInterview(draft)]))).toEqual(['interview.unknown_edition'])
  const online = await anInterviewer(await aSurvey(env, { modes: ['link'] }))
  expect(await codesOf(await postAs('/api/interviews', { code: online.code }))).toEqual(['interview.no_modes'])
})

const NASTY = [
  '\u0000',
  'a\u202eb',
  "'; DROP TABLE surveys; --",
  'x'.repeat(100_000),
  '<script>',
  '\ud800',
  '__proto__',
]
test('hostile input is refused, never answered with 5xx, and nothing of it is kept', async () => {
  const who = await interviewing()
  const good = anInterview(who)
  for (const field of Object.keys(good)) {
    for (const nasty of [...NASTY, 1e99, -1, 0.5, [], ['a'], {}, { a: { b: { c: 1 } } }, true]) {
      const answer = await sync(who, [{ ...good, key: crypto.randomUUID(), [field]: nasty }])
      expect([field, nasty, answer.status < 500]).toEqual([field, nasty, true])
    }
  }
  for (const question of ['community', 'sources', 'places', 'concerns', 'years', 'wish', 'constructor', '__proto__']) {
    for (const nasty of [...NASTY, 1e99, -1, [], [[]], {}, { toString: 1 }, true]) {
      const answers = JSON.parse(`{"${question}": ${JSON.stringify(nasty)}}`) as object
      const answer = await sync(who, [{ ...good, key: crypto.randomUUID(), answers: { ...good.answers, ...answers } }])
      expect([question, nasty, answer.status < 500]).toEqual([question, nasty, true])
    }
  }
  const rows = await kept(who.id)
  for (const row of rows) expect(row.answers).not.toMatch(/\\u0000|\\u202e|x{1000}|"__proto__":/)
  for (const body of [
    {},
    { code: who.code },
    { code: [], sentAt: 1, responses: [] },
    { code: who.code, sentAt: 'x', responses: [] },
  ])
    expect((await postAs('/api/interviews/responses', body)).status).toBe(400)
  const many = Array.from({ length: 51 }, () => anInterview(who))
  expect(await codesOf(await sync(who, many))).toEqual(['request.malformed'])
  for (const code of [...NASTY, 7, [], {}, null])
    expect((await postAs('/api/interviews', { code })).status).toBeGreaterThanOrEqual(400)
  expect((await kept(who.id)).length).toBe(rows.length)
})

test('whichever call fails while syncing: 503, nothing half written, and the next try stores each once', async () => {
  const who = await interviewing()
  await withQuotas(who, [{ cell: 'liuan||', target: 1 }])
  const halves = () =>
    rowsOf(
      `SELECT edition_id FROM survey_tallies WHERE edition_id = ?1 AND slice = 'interviewer:' || ?2
        AND n <> (SELECT count(*) FROM survey_responses WHERE interviewer_id = ?2)`,
      ...[who.editionId, who.interviewer],
    )
  let total = 0
  for (const when of ['before', 'after'] as const) {
    for (let k = 1; ; k += 1) {
      const sent = [anInterview(who, {}, { years: 1 + (total % 99) }), anInterview(who, {}, { age: '18-29' })]
      total += 2
      const broken = failingEnv(env, k, 'Network connection lost.', when)
      const response = await sync(who, sent, Date.now(), broken.env)
      const failed = broken.counted.calls >= k
      expect([when, k, response.status]).toEqual([when, k, failed ? 503 : 200])
      expect(await halves()).toEqual([])
      const again = await synced(who, sent)
      for (const state of statesOf(again)) expect(['stored', 'already']).toContain(state)
      expect(await kept(who.id)).toHaveLength(total)
      expect(await halves()).toEqual([])
      if (!failed) break
      expect(k).toBeLessThan(30)
    }
  }
})
