import type { Question, Text } from '../survey/form.ts'
import { meanOf, meanOfCounts, type Mean } from './mean.ts'
import type { Tally, Weighted } from './tallies.ts'
import { type Interval, wilson } from './wilson.ts'

/** One choice: how many chose it, what share of those who answered, and the share as the population would give it. */
export type ChoiceFigure = {
  value: string
  text: Text
  /** Null where fewer than five stand behind it, or where it would give away such a choice. */
  count: number | null
  share: number | null
  interval: Interval | null
  weighted: { share: number; interval: Interval | null } | null
}
/** One question, or one row of a matrix: `name` is its key in the tallies. `many`: each person may choose several. */
export type Line = {
  name: string
  text: Text | null
  many: boolean
  n: number | null
  choices: ChoiceFigure[]
  mean: Mean | null
}
/** A ranked choice: the mean of its places (1 is first). `count`, `share`: how many put it first. */
export type Place = { value: string; text: Text; n: number | null; mean: number | null }
export type QuestionFigures = {
  name: string
  kind: Question['kind']
  title: Text
  n: number | null
  lines: Line[]
  places: Place[]
  /** Of a question answered with a number. */
  number: Mean | null
}

const countOf = ({ counts }: Tally, key: string) => (Object.hasOwn(counts, key) ? counts[key]! : 0)

type Choice = { value: string; text: Text }
const choicesOf = (question: Question): Choice[] => {
  if (question.kind === 'boolean') {
    return [
      { value: 'true', text: question.trueText ?? { 'zh-cn': '是', en: 'Yes', default: '是' } },
      { value: 'false', text: question.falseText ?? { 'zh-cn': '否', en: 'No', default: '否' } },
    ]
  }
  const named = (question.choices ?? []).map((value, at) => ({
    value: String(value),
    text: question.choiceTexts?.[at] ?? String(value),
  }))
  const known = new Set(named.map(({ value }) => value))
  const more: (Choice | null)[] = [
    question.other === undefined ? null : { value: question.other, text: question.otherText ?? OTHER },
    question.none === undefined ? null : { value: question.none, text: question.noneText ?? NONE },
  ]
  return [...named, ...more.filter((one) => one !== null && !known.has(one.value)).map((one) => one!)]
}
const OTHER: Text = { 'zh-cn': '其他', en: 'Other', default: '其他' }
const NONE: Text = { 'zh-cn': '以上都没有', en: 'None of these', default: '以上都没有' }

const lineOf = (
  name: string,
  text: Text | null,
  many: boolean,
  choices: Choice[],
  tally: Tally,
  weighted: Weighted | null,
  keyOf = (value: string) => `${name}=${value}`,
): Line => {
  const n = countOf(tally, name)
  const weightedN = weighted ? countOf(weighted.tally, name) : 0
  // How many respondents' worth of certainty this question has: its own number, thinned as the whole sample is.
  const effective = weighted && weighted.tally.n > 0 ? (n * weighted.raked.effective) / weighted.tally.n : 0
  const figures = choices.map(({ value, text: said }): ChoiceFigure => {
    const count = countOf(tally, keyOf(value))
    const share = weighted && weightedN > 0 ? countOf(weighted.tally, keyOf(value)) / weightedN : null
    return {
      value,
      text: said,
      count,
      share: n > 0 ? count / n : null,
      interval: wilson(count, n),
      weighted: share === null ? null : { share, interval: wilson(share * effective, effective) },
    }
  })
  return { name, text, many, n, choices: figures, mean: null }
}

/** The mean of a scale: of choices that are numbers and mean a quantity, as a rating's do. */
const scaleMean = (line: Line): Mean | null => {
  const values = line.choices.map(({ value, count }): [number, number] => [Number(value), count ?? 0])
  return values.length > 0 && values.every(([value]) => Number.isFinite(value)) ? meanOfCounts(values) : null
}

const placesOf = (question: Question, choices: Choice[], tally: Tally): Place[] =>
  choices.map(({ value, text }) => {
    const counts = choices.map((_, at): [number, number] => [
      at + 1,
      countOf(tally, `${question.name}#${at + 1}=${value}`),
    ])
    const mean = meanOfCounts(counts)
    return { value, text, n: mean?.n ?? 0, mean: mean?.mean ?? null }
  })

/**
 * The figures of one question from what is kept: how many answered, how many chose what with the share's 95 % interval,
 * beside it the weighted share, and a mean where a mean says something (ratings, numbers, places of a ranking).
 */
export const questionFigures = (question: Question, tally: Tally, weighted: Weighted | null): QuestionFigures => {
  const { name, kind, title } = question
  const n = countOf(tally, name)
  const figures: QuestionFigures = { name, kind, title, n, lines: [], places: [], number: null }
  const choices = choicesOf(question)
  if (kind === 'matrix') {
    figures.lines = (question.rows ?? []).map((row, at) =>
      lineOf(`${name}.${row}`, question.rowTexts?.[at] ?? String(row), false, choices, tally, weighted),
    )
  } else if (kind === 'ranking') {
    const first = (value: string) => `${name}#1=${value}`
    figures.lines = [lineOf(name, null, false, choices, tally, weighted, first)]
    figures.places = placesOf(question, choices, tally)
  } else if (kind !== 'text' && kind !== 'comment') {
    const line = lineOf(name, null, kind === 'checkbox', choices, tally, weighted)
    figures.lines = [kind === 'rating' ? { ...line, mean: scaleMean(line) } : line]
  } else if (question.input === 'number') {
    figures.number = meanOf(n, countOf(tally, `${name}#sum`), countOf(tally, `${name}#squares`))
  }
  return figures
}
