import { env } from '#test-host'
import { read, utils } from '@e965/xlsx'
import Papa from 'papaparse'
import { expect, test, vi } from 'vitest'
import type { Answers } from '../../functions/domain/survey/form.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { paths } from '../../functions/paths.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks } from '../fixtures/staff.ts'
import { answersOf, theAnswers, TWELVE } from '../fixtures/survey-questions.ts'
import { anEdition, aSurvey } from '../fixtures/surveys.ts'
import { answered, aResponse, someModerator, stored } from '../fixtures/survey-results.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
const exported = async (id: string, format: string, purpose = '给测评组做二次分析', on: Env = env) =>
  asks(await someModerator(), `${paths.api.deskSurveyExport(id)}?${new URLSearchParams({ format, purpose })}`, {
    env: on,
  })
const linesOf = (text: string) =>
  Papa.parse<Record<string, string>>(text.replace('\ufeff', ''), { header: true, skipEmptyLines: true })
type Kept = {
  id: string
  mode: string
  community: string | null
  window: string | null
  answered_on: string
  flags: string
  answers: string
}
const kept = (id: string) => rowsOf<Kept>('SELECT * FROM survey_responses WHERE survey_id = ? ORDER BY id', id)

const asText = (value: unknown): string =>
  value === undefined ? '' : Array.isArray(value) ? value.join(' | ') : String(value as string)

test('the CSV holds every response as the database does, and nothing that leads to a person', async () => {
  const survey = await aSurvey()
  await answered(survey, 70)
  const answer = await exported(survey.id, 'csv')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="s-[\w-]+\.csv"$/)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const bytes = new Uint8Array(await answer.arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  expect(text.replaceAll('\r\n', '')).not.toContain('\n')
  const { data, meta } = linesOf(text)
  expect(meta.fields!.slice(0, 9)).toEqual([
    '#no',
    '#edition',
    '#mode',
    '#community',
    '#window',
    '#day',
    '#flags',
    'community',
    'age',
  ])
  const rows = await kept(survey.id)
  expect(data).toHaveLength(rows.length)
  rows.forEach((row, at) => {
    const [line, answers] = [data[at]!, JSON.parse(row.answers) as Record<string, unknown>]
    expect([line['#no'], line['#edition'], line['#mode'], line['#day'], line['#flags']]).toEqual([
      String(at + 1),
      '1',
      row.mode,
      row.answered_on,
      row.flags,
    ])
    for (const name of ['age', 'sex', 'known', 'sources', 'overall', 'why', 'support', 'concerns', 'years', 'wish']) {
      expect([name, line[name]]).toEqual([name, asText(answers[name])])
    }
    for (const place of ['streets', 'market', 'park']) {
      expect(line[`places.${place}`]).toBe((answers.places as Record<string, string>)[place])
    }
  })
  for (const { id } of rows) expect(text).not.toContain(id)
  const hashes = await rowsOf<{ key_hash: string }>('SELECT key_hash FROM survey_submissions')
  for (const { key_hash } of hashes) expect(text).not.toContain(key_hash)
})

test('the workbook says the same, with the codebook on its second sheet', async () => {
  const survey = await aSurvey()
  await answered(survey, 30)
  const answer = await exported(survey.id, 'xlsx')
  expect(answer.headers.get('content-type')).toContain('spreadsheetml')
  const book = read(new Uint8Array(await answer.arrayBuffer()))
  const [responses, codebook] = book.SheetNames.map((name) =>
    utils.sheet_to_json<string[]>(book.Sheets[name]!, { header: 1, raw: true, defval: '' }),
  )
  const csv = Papa.parse<string[]>((await (await exported(survey.id, 'csv')).text()).replace('\ufeff', ''), {
    skipEmptyLines: true,
  }).data
  expect(responses!.map((line) => line.map(String))).toEqual(csv)
  const said = codebook!.map((line) => line.join('|'))
  expect(said).toContain('age|1|radiogroup||您的年龄|您的年龄')
  expect(said).toContain('age|1|radiogroup|18-29|18-29|18-29')
  const separate = await (await exported(survey.id, 'codebook')).text()
  expect(Papa.parse<string[]>(separate.replace('\ufeff', ''), { skipEmptyLines: true }).data).toEqual(codebook)
})

test('JSON lines hold the answers as they were given', async () => {
  const survey = await aSurvey()
  await answered(survey, 25)
  await stored(survey, [aResponse(theAnswers(), { seconds: 3 })])
  const text = await (await exported(survey.id, 'jsonl')).text()
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { answers: object; flags: string[]; mode: string })
  const rows = await kept(survey.id)
  expect(lines.map(({ answers }) => answers)).toEqual(rows.map(({ answers }) => JSON.parse(answers) as object))
  expect(lines.map(({ flags }) => flags)).toEqual(rows.map(({ flags }) => (flags === '' ? [] : flags.split(' '))))
  expect(lines.some(({ flags }) => flags.includes('fast'))).toBe(true)
})

const HOSTILE = [
  '=1+1',
  '+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '＝1+1',
  '＋86',
  '－1',
  '＠x',
  '"=1',
  ',=cmd',
  ' =1',
  "'=1",
  ';+1',
  '|=1',
  '\n=1',
]
test('whatever a resident wrote, no cell is a formula, and JSON lines keep it as it is', async () => {
  const survey = await aSurvey()
  await stored(
    survey,
    HOSTILE.map((wish) => aResponse(theAnswers({ wish }))),
  )
  const { data } = linesOf(await (await exported(survey.id, 'csv')).text())
  expect(data.map(({ wish }) => wish).sort()).toEqual(HOSTILE.map((one) => "'" + one).sort())
  const book = read(new Uint8Array(await (await exported(survey.id, 'xlsx')).arrayBuffer()), { cellFormula: true })
  const cells = Object.values(book.Sheets[book.SheetNames[0]!]!) as { t?: string; f?: string; v?: unknown }[]
  expect(cells.filter(({ f }) => f !== undefined)).toEqual([])
  expect(cells.filter(({ v }) => HOSTILE.includes(v as string)).map(({ t }) => t)).toEqual(HOSTILE.map(() => 's'))
  const lines = (await (await exported(survey.id, 'jsonl')).text()).trimEnd().split('\n')
  const wishes = lines.map((line) => (JSON.parse(line) as { answers: { wish: string } }).answers.wish)
  expect(wishes.sort()).toEqual([...HOSTILE].sort())
})

test('answers to every edition are there, each under its number; a new question has a column of its own', async () => {
  const survey = await aSurvey()
  await answered(survey, 3)
  const more = {
    ...TWELVE,
    pages: [...TWELVE.pages, { name: 'new', elements: [{ type: 'text', name: 'extra', title: '还有吗' }] }],
  }
  const next = await anEdition(survey, more)
  await stored(next, [aResponse({ ...answersOf(1), extra: '没有了' } as Answers)])
  const { data } = linesOf(await (await exported(survey.id, 'csv')).text())
  expect(data.map((line) => line['#edition']).sort()).toEqual(['1', '1', '1', '2'])
  expect(data.find((line) => line['#edition'] === '2')!.extra).toBe('没有了')
  const empty = await aSurvey()
  expect(linesOf(await (await exported(empty.id, 'csv')).text()).data).toEqual([])
})

test('more responses than are read at once come page by page, each once', async () => {
  const survey = await aSurvey()
  await answered(survey, 1)
  const [one] = await kept(survey.id)
  const copy = `INSERT INTO survey_responses (survey_id, id, edition_id, mode, community, answers, answers_hash, flags, answered_on)
    SELECT survey_id, ?2 || printf('%06d', json_each.value), edition_id, mode, community, answers, answers_hash, flags, answered_on
    FROM survey_responses, json_each(?3) WHERE survey_id = ?1 AND survey_responses.id = ?4`
  const numbers = JSON.stringify(Array.from({ length: 1499 }, (_, at) => at))
  await env.DB.prepare(copy).bind(survey.id, one!.id.slice(0, 20), numbers, one!.id).run()
  const asked: number[] = []
  const spying: Env = {
    ...env,
    DB: {
      ...env.DB,
      batch: env.DB.batch.bind(env.DB),
      prepare: (sql) => {
        if (sql.includes('survey_responses.id > ?2')) asked.push(1)
        return env.DB.prepare(sql)
      },
    },
  }
  const { data } = linesOf(await (await exported(survey.id, 'csv', '核对全部答卷', spying)).text())
  expect(data.map((line) => Number(line['#no']))).toEqual(Array.from({ length: 1500 }, (_, at) => at + 1))
  expect(asked.length).toBe(4)
})

test('an export says what for, and that stands in the audit log before anything is read', async () => {
  const survey = await aSurvey()
  await answered(survey, 2)
  expect(await codesOf(await exported(survey.id, 'csv', ''))).toEqual(['purpose.missing'])
  expect(await codesOf(await exported(survey.id, 'csv', '看看'))).toEqual(['purpose.too_short'])
  expect(await codesOf(await exported(survey.id, 'csv', '看'.repeat(201)))).toEqual(['purpose.too_long'])
  expect(await codesOf(await exported(crypto.randomUUID(), 'csv'))).toEqual(['survey.not_found'])
  const acts = () =>
    rowsOf("SELECT detail, result FROM audit_events WHERE action = 'survey:export' AND object_id = ?", survey.id)
  expect(await acts()).toEqual([])
  await (await exported(survey.id, 'jsonl')).text()
  expect(await acts()).toEqual([{ detail: '给测评组做二次分析', result: 'ok' }])
})

test('whichever call fails before the file begins: 503, and no response was read without an audit row', async () => {
  const survey = await aSurvey()
  await answered(survey, 6)
  for (const format of ['csv', 'jsonl', 'xlsx', 'codebook']) {
    for (let k = 1; ; k += 1) {
      const broken = failingEnv(env, k, 'Network connection lost.')
      const answer = await exported(survey.id, format, '核对全部答卷', broken.env)
      const text = await answer.text().catch(() => 'broken off')
      if (broken.counted.calls < k) {
        expect([answer.status, k > 3]).toEqual([200, true])
        break
      }
      expect([format, k, answer.status]).toEqual([format, k, 503])
      expect(text).not.toContain('您的年龄')
    }
  }
})
