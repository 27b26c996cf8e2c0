import type { Form, Question, Value } from '../domain/survey/form.ts'
import { say } from '../domain/survey/say.ts'
import type { Answers } from '../domain/survey/form.ts'
import type { ResponseRow } from './export-rows.ts'

/** A column of answers: a question, a row of a matrix, or what was written for "other". */
export type Column = { key: string; question: string; row?: string; comment?: true; kind: Question['kind'] }
/** What stands before the answers, in every export, under `#` and this name: no question's name can hold a `#`. */
export const FIXED = ['no', 'edition', 'mode', 'community', 'window', 'day', 'flags'] as const
export type Cell = string | number

/** Between the parts of an answer of several, in the order given (of a ranking: the first place first). */
export const BETWEEN = ' | '

const ofQuestion = ({ name, kind, rows, other }: Question): Column[] => [
  ...(kind === 'matrix'
    ? (rows ?? []).map((row) => ({ key: `${name}.${row}`, question: name, row: String(row), kind }))
    : [{ key: name, question: name, kind }]),
  ...(other === undefined ? [] : [{ key: `${name}-Comment`, question: name, comment: true as const, kind }]),
]

/** The columns of all editions together: a question that several editions ask under one name has one column. */
export const columnsOf = (forms: readonly Form[]): Column[] => {
  const columns = new Map<string, Column>()
  for (const column of forms.flatMap((form) => form.questions.flatMap(ofQuestion))) {
    if (!columns.has(column.key)) columns.set(column.key, column)
  }
  return [...columns.values()]
}

const asCell = (value: Value | undefined): Cell => {
  if (value === undefined) return ''
  if (typeof value === 'number') return value
  if (Array.isArray(value)) return value.map(String).join(BETWEEN)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const own = (answers: Answers, key: string): Value | undefined =>
  Object.hasOwn(answers, key) ? answers[key] : undefined

export const headsOf = (columns: readonly Column[]): string[] => [
  ...FIXED.map((name) => '#' + name),
  ...columns.map(({ key }) => key),
]

/** One response as a line of a table: how, where and on which day it was given, its flags, and its answers as they are kept. */
export const lineOf = (no: number, row: ResponseRow, columns: readonly Column[]): Cell[] => {
  const answers = JSON.parse(row.answers) as Answers
  const cells = columns.map(({ key, question, row: part }) => {
    const value = part === undefined ? own(answers, key) : own((own(answers, question) ?? {}) as Answers, part)
    return asCell(value)
  })
  return [no, row.edition, row.mode, row.community ?? '', row.window ?? '', row.answered_on, row.flags, ...cells]
}

/** The codebook: a line for each column, and for each value that may stand in it, with the words people read. */
export const codebookOf = (
  editions: readonly { number: number; form: Form }[],
  fixed: readonly [name: string, meaning: string][],
): string[][] => [
  ['column', 'edition', 'kind', 'value', 'zh-CN', 'en'],
  ...fixed.map(([name, meaning]) => ['#' + name, '', '', '', meaning, '']),
  ...editions.flatMap(({ number, form }) => form.questions.flatMap((question) => linesOf(question, number))),
]

const linesOf = (question: Question, edition: number): string[][] => {
  const { name, kind, choices = [], choiceTexts = [], rows, rowTexts, other, otherText, none, noneText } = question
  const line = (key: string, value: string, text: Question['title'] | undefined): string[] => {
    const said = text ?? value
    return [key, String(edition), kind, value, say(said, 'zh-CN'), say(said, 'en')]
  }
  const keys =
    kind === 'matrix' ? (rows ?? []).map((row, at) => [`${name}.${row}`, rowTexts?.[at] ?? String(row)] as const) : []
  const values = choices.map((choice, at) => [String(choice), choiceTexts[at]] as const)
  const known = new Set(choices.map(String))
  if (other !== undefined && !known.has(other)) values.push([other, otherText])
  if (none !== undefined && !known.has(none)) values.push([none, noneText])
  if (kind === 'boolean') values.push(['true', question.trueText], ['false', question.falseText])
  return [
    line(name, '', question.title),
    ...keys.map(([key, text]) => line(key, '', text)),
    ...values.map(([value, text]) => line(name, value, text)),
    ...(other === undefined ? [] : [line(`${name}-Comment`, '', otherText)]),
  ]
}
