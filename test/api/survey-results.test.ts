import { env } from '#test-host'
import Papa from 'papaparse'
import { expect, test, vi } from 'vitest'
import type { PublicResults } from '../../functions/survey-results/read-results.ts'
import type { DeskResults } from '../../functions/survey-results/read-figures.ts'
import { rake } from '../../functions/domain/survey-figures/rake.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { paths } from '../../functions/paths.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn } from '../fixtures/staff.ts'
import { answersOf, TWELVE, TWELVE_MEANS } from '../fixtures/survey-questions.ts'
import { anEdition, aSurvey } from '../fixtures/surveys.ts'
import {
  answered,
  aResponse,
  ask,
  moveResults,
  published,
  resultVersion,
  someModerator,
  stored,
} from '../fixtures/survey-results.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
const resultsOf = async (slug: string) => (await (await ask(paths.api.surveyResults(slug))).json()) as PublicResults
const figuresOf = async (id: string) =>
  (await (await asks(await someModerator(), paths.api.deskSurveyFigures(id))).json()) as DeskResults
const range = (length: number) => Array.from({ length }, (_, at) => at)

test('the figures at the desk are those of a recount of every response', async () => {
  const survey = await aSurvey()
  await answered(survey, 120)
  const { figures } = await figuresOf(survey.id)
  const rows = await rowsOf<{ answers: string; mode: string; community: string }>(
    'SELECT answers, mode, community FROM survey_responses WHERE survey_id = ?',
    survey.id,
  )
  const all = rows.map(({ answers }) => JSON.parse(answers) as Record<string, unknown>)
  const count = (isIn: (one: Record<string, unknown>) => boolean) => all.filter(isIn).length
  expect(figures.n).toBe(120)
  const question = (name: string) => figures.questions.find((one) => one.name === name)!
  for (const name of ['community', 'age', 'sex', 'support']) {
    for (const choice of question(name).lines[0]!.choices) {
      expect([name, choice.value, choice.count]).toEqual([
        name,
        choice.value,
        count((one) => one[name] === choice.value),
      ])
    }
  }
  for (const { value, count: found } of question('sources').lines[0]!.choices) {
    expect(found).toBe(count((one) => ((one.sources ?? []) as string[]).includes(value)))
  }
  for (const line of question('places').lines) {
    const row = line.name.slice('places.'.length)
    for (const { value, count: found } of line.choices) {
      expect(found).toBe(count((one) => (one.places as Record<string, string>)[row] === value))
    }
  }
  const ratings = all.map(({ overall }) => Number(overall))
  expect(question('overall').lines[0]!.mean!.mean).toBeCloseTo(ratings.reduce((sum, one) => sum + one, 0) / 120, 10)
  const years = all.map((one) => Number(one.years))
  expect(question('years').number!.mean).toBeCloseTo(years.reduce((sum, one) => sum + one, 0) / 120, 10)
  const first = count((one) => (one.concerns as string[])[0] === '停车')
  expect(question('concerns').lines[0]!.choices.find(({ value }) => value === '停车')!.count).toBe(first)
  const satisfied = count((one) => Number(one.overall) >= 4)
  expect(figures.headlines.satisfaction).toMatchObject({ n: 120, share: satisfied / 120 })
  const opinion = count((one) => one.support !== '说不清')
  expect(figures.headlines.support).toMatchObject({
    n: opinion,
    share: count((one) => one.support === '支持') / opinion,
  })
  for (const { value, n } of figures.modes) expect(n).toBe(rows.filter(({ mode }) => mode === value).length)
  for (const { value, n } of figures.communities) expect(n).toBe(rows.filter((one) => one.community === value).length)
})

test('what is published is what may be said: nothing under five anywhere, and the score with its formula', async () => {
  const survey = await aSurvey()
  await answered(survey, 90)
  const others = range(3).map((n) =>
    aResponse(answersOf(900 + n, { community: 'beijie', support: '支持' }), { mode: 'household' }),
  )
  await stored(survey, others)
  expect((await ask(paths.api.surveyResults(survey.slug))).status).toBe(404)
  await published(survey.id)
  const results = await resultsOf(survey.slug)
  expect(results).toMatchObject({ slug: survey.slug, kind: 'opinion', edition: 1, rounds: [], texts: [] })
  expect(results.figures.n).toBe(93)
  const counts = JSON.stringify(results).matchAll(/"(?:count|n|rest)":([1-4])\b/g)
  expect([...counts].map(([whole]) => whole)).toEqual([])
  const names = results.figures.groupings.flatMap(({ groups }) => groups.map(({ value }) => value))
  expect(names).toContain('link')
  for (const hidden of ['household', 'beijie']) expect(names).not.toContain(hidden)
  const { score, headlines } = results.figures
  const shares = Object.values(headlines).map((one) => one!.share)
  expect(score!.value).toBeCloseTo((100 * shares.reduce((sum, one) => sum + one, 0)) / shares.length, 10)
  expect(score!.terms.map(({ headline, weight }) => [headline, weight])).toEqual([
    ['satisfaction', 1],
    ['awareness', 1],
    ['support', 1],
  ])
  // The community was a question: told as a grouping, not twice.
  expect(results.figures.questions.map(({ name }) => name)).not.toContain('community')
})

test('with the population’s shares every figure has its weighted one, as raking gives it', async () => {
  const survey = await aSurvey()
  await answered(survey, 160)
  const margins = { community: {}, age: { '18-29': 20, '30-59': 50, '60+': 30 }, sex: { 男: 49, 女: 51 } }
  const staff = await someModerator()
  const set = await asks(staff, paths.api.deskSurveyMargins(survey.id), { json: { margins, version: 1 } })
  expect([set.status, await set.json()]).toEqual([200, { id: survey.id, version: 2 }])
  await published(survey.id)
  const { figures } = await resultsOf(survey.slug)
  const rows = await rowsOf<{ answers: string }>('SELECT answers FROM survey_responses WHERE survey_id = ?', survey.id)
  const people = rows.map(({ answers }) => JSON.parse(answers) as Record<string, string | number>)
  const { weights, effective } = rake(
    people.map(({ age, sex }) => ({ parts: ['', String(age), String(sex)], n: 1 })),
    [null, { '18-29': 0.2, '30-59': 0.5, '60+': 0.3 }, { 男: 0.49, 女: 0.51 }],
  )
  const satisfied = people.reduce((sum, one, at) => sum + (Number(one.overall) >= 4 ? weights[at]! : 0), 0)
  expect(figures.weightedHeadlines!.satisfaction!.share).toBeCloseTo(satisfied / 160, 8)
  expect(figures.weighting).toEqual({ by: ['age', 'sex'], effective: Math.round(effective), empty: [] })
  const age = figures.questions.find(({ name }) => name === 'age')!.lines[0]!
  expect(age.choices.map(({ weighted }) => weighted!.share.toFixed(6))).toEqual(['0.200000', '0.500000', '0.300000'])
})

test('between two publications five more people answer, or none; a withdrawn result is nowhere', async () => {
  const survey = await aSurvey()
  await answered(survey, 4)
  expect(await codesOf(await moveResults(survey.id, 'publish'))).toEqual(['results.too_few'])
  await answered(survey, 20, 50)
  await published(survey.id)
  const before = await resultsOf(survey.slug)
  await answered(survey, 4, 200)
  const refused = await moveResults(survey.id, 'publish')
  expect([refused.status, await codesOf(refused)]).toEqual([422, ['results.too_few_new']])
  expect((await figuresOf(survey.id)).published).toMatchObject({
    version: 1,
    state: 'public',
    n: 24,
    mayPublish: false,
  })
  // What came since changes nothing that is public.
  expect(await resultsOf(survey.slug)).toEqual(before)
  await answered(survey, 1, 300)
  await published(survey.id)
  expect((await resultsOf(survey.slug)).figures.n).toBe(29)
  expect((await moveResults(survey.id, 'withdraw')).status).toBe(200)
  for (const path of [paths.api.surveyResults, paths.api.surveyResultsTable, paths.api.surveyCodebook]) {
    expect(await codesOf(await ask(path(survey.slug)))).toEqual(['survey.no_results'])
  }
  expect(await codesOf(await moveResults(survey.id, 'withdraw'))).toEqual(['survey.cannot_now'])
  await answered(survey, 2, 400)
  // Withdrawn or not, the last ones were seen.
  expect(await codesOf(await moveResults(survey.id, 'publish'))).toEqual(['results.too_few_new'])
  const acts = await rowsOf(
    "SELECT action, result FROM audit_events WHERE object_id = ? AND result = 'ok' ORDER BY happened_at",
    survey.id,
  )
  expect(acts).toEqual([
    { action: 'survey:publish_results', result: 'ok' },
    { action: 'survey:publish_results', result: 'ok' },
    { action: 'survey:withdraw_results', result: 'ok' },
  ])
})

test('two moderators who publish at once publish once', async () => {
  const survey = await aSurvey()
  await answered(survey, 12)
  const answers = await Promise.all(range(5).map(() => moveResults(survey.id, 'publish', 0)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
  const acts = await rowsOf(
    "SELECT 1 FROM audit_events WHERE object_id = ? AND action = 'survey:publish_results' AND result = 'ok'",
    survey.id,
  )
  expect([acts.length, await resultVersion(survey.id)]).toEqual([1, 1])
  expect(await codesOf(await moveResults(survey.id, 'publish', 7))).toEqual(['survey.changed_meanwhile'])
})

test('rounds of a series make a trend, each change told in words', async () => {
  const series = 'series-' + crypto.randomUUID().slice(0, 8)
  const round = async (satisfied: number, n: number, opensAt: number) => {
    const survey = await aSurvey(env, { series, opensAt, title: '第 ' + opensAt + ' 轮' })
    await stored(
      survey,
      range(n).map((at) =>
        aResponse(
          answersOf(at, {
            overall: at < satisfied ? 5 : 3,
            known: at % 2 === 0,
            why: undefined,
            sources: at % 2 === 0 ? ['微信'] : undefined,
          }),
        ),
      ),
    )
    await published(survey.id)
    return survey
  }
  const [first, second] = [await round(60, 100, 1), await round(80, 100, 2)]
  const results = await resultsOf(second.slug)
  expect(results.rounds.map(({ slug }) => slug)).toEqual([first.slug, second.slug])
  expect(results.rounds[0]!.changes).toEqual({})
  expect(results.rounds[1]!.changes.satisfaction).toMatchObject({ said: 'rose' })
  expect(results.rounds[1]!.changes.satisfaction!.points).toBeCloseTo(20, 8)
  expect(results.rounds[1]!.changes.awareness).toMatchObject({ said: 'no_clear_change', points: 0 })
  await moveResults(first.id, 'withdraw')
  expect((await resultsOf(second.slug)).rounds).toEqual([])
})

test('the table and its codebook say what the JSON says', async () => {
  const survey = await aSurvey(env, { title: '=HYPERLINK("http://evil.example")' })
  await answered(survey, 60)
  await published(survey.id)
  const { figures } = await resultsOf(survey.slug)
  const answer = await ask(paths.api.surveyResultsTable(survey.slug))
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const bytes = new Uint8Array(await answer.clone().arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const text = await answer.text()
  expect(text.split('\r\n').length).toBeGreaterThan(50)
  const { data } = Papa.parse<Record<string, string>>(text.replace('\ufeff', ''), {
    header: true,
    skipEmptyLines: true,
  })
  const satisfaction = data.find(({ section, question }) => section === 'headline' && question === 'satisfaction')!
  expect(Number(satisfaction.n)).toBe(figures.headlines.satisfaction!.n)
  expect(Number(satisfaction.share)).toBeCloseTo(figures.headlines.satisfaction!.share, 3)
  for (const question of figures.questions) {
    for (const choice of question.lines.flatMap(({ name, choices }) => choices.map((one) => ({ ...one, name })))) {
      const line = data.find(
        (one) =>
          one.section === 'question' &&
          [one.question, one.row].filter(Boolean).join('.') === choice.name &&
          one.choice === choice.value,
      )!
      expect([choice.name, choice.value, line.count]).toEqual([
        choice.name,
        choice.value,
        choice.count === null ? '' : String(choice.count),
      ])
    }
  }
  const codebook = await (await ask(paths.api.surveyCodebook(survey.slug))).text()
  for (const said of ['您的年龄', 'share_low', '95% 区间下端', 'Lower end of the 95% interval', '18-29'])
    expect(codebook).toContain(said)
})

test('approved texts are shown with numbers covered; the others never', async () => {
  const survey = await aSurvey()
  await stored(
    survey,
    range(8).map((n) => aResponse(answersOf(n, { wish: `路灯 ${n}，打 19900001234`, why: undefined, overall: 4 }))),
  )
  await published(survey.id)
  const [shown] = await rowsOf<{ id: string }>('SELECT id FROM survey_texts WHERE survey_id = ? ORDER BY id', survey.id)
  await env.DB.prepare("UPDATE survey_texts SET state = 'public' WHERE id = ?").bind(shown!.id).run()
  const { texts } = await resultsOf(survey.slug)
  expect(texts).toHaveLength(1)
  expect(texts[0]!.question).toBe('wish')
  expect(texts[0]!.text).toContain('199****1234')
})

test('responses to an earlier edition stay theirs, and the desk is told how many', async () => {
  const survey = await aSurvey()
  await answered(survey, 7)
  const next = await anEdition(survey, TWELVE, TWELVE_MEANS)
  await answered(next, 9, 40)
  const desk = await figuresOf(survey.id)
  expect([desk.edition, desk.figures.n, desk.otherEditions]).toEqual([2, 9, [{ number: 1, n: 7 }]])
})

test('margins that do not add up, or name nobody we have, are refused with the part they stand in', async () => {
  const survey = await aSurvey()
  const staff = await someModerator()
  const set = (margins: object, version: unknown = 1) =>
    asks(staff, paths.api.deskSurveyMargins(survey.id), { json: { margins, version } })
  const issues = async (margins: object) => ((await (await set(margins)).json()) as { issues: object[] }).issues
  expect(await issues({ age: { '18-29': 40, '30-59': 50 } })).toEqual([
    { code: 'margins.sum', field: 'age', detail: { sum: 90 } },
  ])
  expect(await issues({ sex: { 男: 50, x: 50 } })).toEqual([
    { code: 'margins.unknown', field: 'sex', detail: { value: 'x' } },
  ])
  expect(await issues({ sex: { 男: -5, 女: 105 } })).toMatchObject([
    { code: 'margins.share_wrong' },
    { code: 'margins.share_wrong' },
  ])
  for (const wrong of [
    null,
    [],
    'x',
    { age: 'x' },
    { age: { a: '7' } },
    { other: {} },
    { age: [1] },
    JSON.parse('{"age": {"__proto__": 100}}'),
    JSON.parse('{"age": {"constructor": 100}}'),
  ]) {
    expect((await set(wrong as object)).status).toBeGreaterThanOrEqual(400)
  }
  expect(await codesOf(await set({}, 9))).toEqual(['survey.changed_meanwhile'])
  expect((await set({ sex: { 男: 49.3, 女: 51 } })).status).toBe(200)
  const [row] = await rowsOf<{ margins: string }>('SELECT margins FROM surveys WHERE id = ?', survey.id)
  const { sex } = JSON.parse(row!.margins) as { sex: Record<string, number> }
  expect(sex['男']! + sex['女']!).toBeCloseTo(1, 12)
  expect((await set({}, 2)).status).toBe(200)
})

test('results cost one trip of a bounded number of rows, however many answered', async () => {
  const survey = await aSurvey(env, { series: 'cost-' + crypto.randomUUID().slice(0, 6), opensAt: 5 })
  await answered(survey, 150)
  await published(survey.id)
  let [trips, rowsRead] = [0, 0]
  const seen: string[] = []
  const spying: Env = {
    ...env,
    DB: {
      prepare: (sql) => (seen.push(sql), env.DB.prepare(sql)),
      batch: async <T>(statements: Parameters<Env['DB']['batch']>[0]) => {
        trips += 1
        const results = await env.DB.batch<T>(statements)
        for (const { results: rows, meta } of results) rowsRead += meta.rows_read ?? rows.length
        return results
      },
    },
  }
  expect((await ask(paths.api.surveyResults(survey.slug), spying)).status).toBe(200)
  expect([trips, rowsRead < 150]).toEqual([1, true])
  for (const sql of seen) {
    const plan = await env.DB.prepare('EXPLAIN QUERY PLAN ' + sql)
      .bind('x')
      .all<{ detail: string }>()
    const steps = plan.results.map(({ detail }) => detail).join('; ')
    expect([sql, steps]).toEqual([sql, expect.not.stringMatching(/SCAN (?!CONSTANT)/)])
    expect(sql).not.toMatch(/survey_responses|survey_tallies/)
  }
})

test('live figures at the desk read tallies, not responses', async () => {
  const survey = await aSurvey()
  await answered(survey, 40)
  const seen: string[] = []
  const spying: Env = {
    ...env,
    DB: { prepare: (sql) => (seen.push(sql), env.DB.prepare(sql)), batch: env.DB.batch.bind(env.DB) },
  }
  expect((await asks(await someModerator(), paths.api.deskSurveyFigures(survey.id), { env: spying })).status).toBe(200)
  for (const sql of seen.filter((one) => /survey_/.test(one))) {
    expect(sql).not.toMatch(/survey_responses/)
    const numbered = Math.max(0, ...[...sql.matchAll(/\?(\d+)/g)].map(([, n]) => Number(n)))
    const values = Array<string>(numbered > 0 ? numbered : sql.split('?').length - 1).fill('x')
    const plan = await env.DB.prepare('EXPLAIN QUERY PLAN ' + sql)
      .bind(...values)
      .all<{ detail: string }>()
    expect([sql, plan.results.map(({ detail }) => detail).join('; ')]).toEqual([
      sql,
      expect.not.stringMatching(/SCAN survey/),
    ])
  }
})

test('whichever call fails while publishing: 503, no results without their audit row, and the next try succeeds', async () => {
  for (let k = 1; ; k += 1) {
    const survey = await aSurvey()
    await answered(survey, 6)
    const broken = failingEnv(env, k, 'Network connection lost.')
    const answer = await moveResults(survey.id, 'publish', 0, broken.env)
    const rows = await rowsOf('SELECT 1 FROM survey_results WHERE survey_id = ?', survey.id)
    const acts = await rowsOf("SELECT 1 FROM audit_events WHERE object_id = ? AND result = 'ok'", survey.id)
    expect(rows.length).toBe(acts.length)
    if (broken.counted.calls < k) {
      expect([answer.status, k > 3]).toEqual([200, true])
      break
    }
    expect(answer.status).toBe(503)
    expect((await moveResults(survey.id, 'publish')).status).toBe(200)
  }
})

test('whatever stands in an address or a move, nothing opens and nothing fails', async () => {
  const staff = await signedIn('administrator')
  for (const nasty of [
    'x',
    "'; DROP TABLE surveys; --",
    '%00',
    '...',
    'a'.repeat(500),
    '__proto__',
    crypto.randomUUID(),
  ]) {
    for (const path of [paths.api.surveyResults, paths.api.surveyResultsTable, paths.api.surveyCodebook]) {
      expect([nasty, (await ask(path(encodeURIComponent(nasty)))).status]).toEqual([nasty, 404])
    }
    const id = encodeURIComponent(nasty)
    expect((await asks(staff, paths.api.deskSurveyFigures(id))).status).toBe(404)
    expect((await asks(staff, paths.api.deskSurveyResults(id), { json: { move: 'publish', version: 0 } })).status).toBe(
      404,
    )
    expect((await asks(staff, paths.api.deskSurveyMargins(id), { json: { margins: {}, version: 1 } })).status).toBe(404)
  }
  const survey = await aSurvey()
  for (const wrong of [
    {},
    { move: 'publish' },
    { move: 'x', version: 1 },
    { move: 'publish', version: '0' },
    { move: 'publish', version: -1 },
    { move: 'publish', version: 0, extra: 1 },
  ]) {
    expect((await asks(staff, paths.api.deskSurveyResults(survey.id), { json: wrong })).status).toBe(400)
  }
})
