import Papa from 'papaparse'
import writeExcelFile from 'write-excel-file/universal'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { CSV, CSV_MARK } from '../domain/plain-cells.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findSurveyById, formOf } from '../surveys/find-survey.ts'
import { wordsFor } from '../words.ts'
import { type Cell, codebookOf, type Column, columnsOf, FIXED, headsOf, lineOf } from './columns.ts'
import { countResponses, listResponses, type ResponseRow } from './export-rows.ts'
import { listEditions } from './figures-rows.ts'

export const EXPORT_FORMATS = ['csv', 'xlsx', 'jsonl', 'codebook'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
export type ExportFile = { body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>; type: string; name: string }

const AT_ONCE = 500
/** A workbook is made in memory as a whole; more lines than this come as CSV, which flows. */
export const WORKBOOK = 20_000

const encoder = new TextEncoder()
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** All responses, so many at a time, each with its running number. */
async function* pagesOf(env: Env, surveyId: string): AsyncGenerator<{ no: number; row: ResponseRow }[]> {
  let [after, no] = ['', 0]
  for (;;) {
    const rows = await listResponses(env.DB, surveyId, after, AT_ONCE)
    if (rows.length > 0) yield rows.map((row) => ({ no: ++no, row }))
    if (rows.length < AT_ONCE) return
    after = rows.at(-1)!.id
  }
}

/** A body that is made as fast as it is read. The first page is read before, so that a fault is still an error answer. */
const flowing = async (pages: AsyncGenerator<string>): Promise<ReadableStream<Uint8Array>> => {
  let next: Promise<IteratorResult<string>> | null = Promise.resolve(await pages.next())
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done: ended } = await (next ?? pages.next())
      next = null
      if (ended) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await pages.return(undefined)
    },
  })
}

async function* csvOf(env: Env, surveyId: string, columns: readonly Column[]): AsyncGenerator<string> {
  let heads: Cell[][] = [headsOf(columns)]
  let mark = CSV_MARK
  for await (const page of pagesOf(env, surveyId)) {
    yield mark + Papa.unparse([...heads, ...page.map(({ no, row }) => lineOf(no, row, columns))], CSV) + CSV.newline
    ;[heads, mark] = [[], '']
  }
  if (heads.length > 0) yield mark + Papa.unparse(heads, CSV) + CSV.newline
}

async function* jsonLinesOf(env: Env, surveyId: string): AsyncGenerator<string> {
  for await (const page of pagesOf(env, surveyId)) {
    const lines = page.map(({ no, row: { edition, mode, community, window, answered_on: day, flags, answers } }) =>
      JSON.stringify({
        ...{ no, edition, mode, community, window, day },
        flags: flags === '' ? [] : flags.split(' '),
        answers: JSON.parse(answers) as unknown,
      }),
    )
    yield lines.join('\n') + '\n'
  }
}

const asCell = (value: Cell) => (typeof value === 'number' ? { value, type: Number } : { value, type: String })
const asHead = (value: string) => ({ value, type: String, fontWeight: 'bold' as const })

const workbookOf = async (env: Env, surveyId: string, columns: readonly Column[], codebook: string[][]) => {
  const t = wordsFor('zh-CN')
  const lines: ReturnType<typeof asCell>[][] = []
  for await (const page of pagesOf(env, surveyId)) {
    lines.push(...page.map(({ no, row }) => lineOf(no, row, columns).map(asCell)))
  }
  const [first = [], ...rest] = codebook
  const blob = await writeExcelFile([
    {
      data: [headsOf(columns).map(asHead), ...lines],
      sheet: t('desk_results.sheet'),
    },
    { data: [first.map(asHead), ...rest.map((line) => line.map(asCell))], sheet: t('desk_results.sheet_codebook') },
  ]).toBlob()
  return new Uint8Array(await blob.arrayBuffer())
}

const fixedWords = (): [string, string][] => {
  const t = wordsFor('zh-CN')
  return FIXED.map((name) => [name, t(`desk_results.column.${name}`)])
}

/**
 * Every response, a line each, with the codebook of its columns: for analysis, not for reading. What leads to a person is not
 * in it, because it was never kept: no code, no key, no address, no time finer than the day. `purpose` stands in the audit log
 * before the first is read. As CSV and JSON lines it flows, however many there are. `survey.not_found`,
 * `export.too_many` for a workbook of more than 20 000 lines.
 */
export async function exportResponses(
  env: Env,
  id: string,
  format: ExportFormat,
  purpose: string,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<ExportFile>> {
  const act = { staff, action: 'survey:export', object: { kind: 'survey' as const, id }, ...asked }
  const survey = await findSurveyById(env, id)
  if (!survey) {
    await recordRefusal(env.DB, act, 'survey.not_found')
    return refused('survey.not_found')
  }
  if (format === 'xlsx' && (await countResponses(env.DB, id, WORKBOOK + 1)) > WORKBOOK) {
    await recordRefusal(env.DB, act, 'export.too_many')
    return refused('export.too_many', undefined, { max: WORKBOOK })
  }
  await recordAct(env.DB, { ...act, detail: purpose, result: 'ok' }).run()
  const rows = await listEditions(env.DB, id)
  const editions = rows.map((row) => ({ number: row.number, form: formOf(row.id, row.version, row.definition) }))
  const columns = columnsOf(editions.map(({ form }) => form))
  const name = `${survey.slug}-${shanghaiDay(asked.now)}`
  if (format === 'jsonl') {
    const body = await flowing(jsonLinesOf(env, id))
    return done({ body, type: 'application/x-ndjson; charset=utf-8', name: `${name}.jsonl` })
  }
  if (format === 'csv') {
    return done({ body: await flowing(csvOf(env, id, columns)), type: 'text/csv; charset=utf-8', name: `${name}.csv` })
  }
  const codebook = codebookOf(editions, fixedWords())
  if (format === 'xlsx')
    return done({ body: await workbookOf(env, id, columns, codebook), type: XLSX, name: `${name}.xlsx` })
  const body = encoder.encode(CSV_MARK + Papa.unparse(codebook, CSV) + CSV.newline)
  return done({ body, type: 'text/csv; charset=utf-8', name: `${name}-codebook.csv` })
}
