import type { Answers, FormLogic, QuestionLogic, Value } from './form.ts'
import type { Flag, Meaning, Mode } from './meaning.ts'

/** What of a response the figures are made of; `community` is the one it counts for. */
export type Counted = {
  answers: Answers
  mode: Mode
  community: string | null
  window: string | null
  interviewerId: string | null
  flags: readonly Flag[]
  answeredOn: string
}

/** How often each answer was given, by count key (docs/decisions/0020). */
export type Counts = Readonly<Record<string, number>>

const isAnswer = (value: Value | undefined): value is Value =>
  value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)

const add = (counts: Map<string, number>, key: string, amount = 1) => counts.set(key, (counts.get(key) ?? 0) + amount)

const countNumber = (counts: Map<string, number>, name: string, value: number) => {
  add(counts, `${name}#sum`, value)
  add(counts, `${name}#squares`, value * value)
}

const countMatrix = (counts: Map<string, number>, { name, rows = [] }: QuestionLogic, value: Value) => {
  for (const row of rows) {
    const column = Object.hasOwn(value as object, row) ? (value as Record<string, Value>)[String(row)] : undefined
    if (!isAnswer(column)) continue
    add(counts, `${name}.${row}`)
    add(counts, `${name}.${row}=${String(column)}`)
  }
}

const countQuestion = (counts: Map<string, number>, question: QuestionLogic, value: Value) => {
  const { name, kind, input } = question
  add(counts, name)
  if (kind === 'matrix') countMatrix(counts, question, value)
  else if (kind === 'ranking') (value as Value[]).forEach((one, at) => add(counts, `${name}#${at + 1}=${String(one)}`))
  else if (kind === 'checkbox') for (const one of value as Value[]) add(counts, `${name}=${String(one)}`)
  else if (kind === 'text' || kind === 'comment') {
    if (input === 'number' && typeof value === 'number') countNumber(counts, name, value)
  } else add(counts, `${name}=${String(value)}`)
}

/** The answer to one question as a part of a slice's name, empty where there is none. */
const partOf = (answers: Answers, question: string | undefined): string => {
  const value = question === undefined || !Object.hasOwn(answers, question) ? undefined : answers[question]
  return isAnswer(value) ? String(value) : ''
}

/** The community a response counts for: what it answered itself, else what its sheet, window or cell says. */
export const communityOf = (meaning: Meaning, answers: Answers, otherwise: string | null): string | null =>
  partOf(answers, meaning.community) || otherwise

/** `community|age|sex`, a part left empty where nothing is known. */
export const cellOf = (meaning: Meaning, answers: Answers, community: string | null): string =>
  [community ?? '', partOf(answers, meaning.age), partOf(answers, meaning.sex)].join('|')

/**
 * What one response adds to the figures: for each slice it belongs to, how much to which count. A day and an
 * interviewer are only counted, so that nobody's answers stand out by them.
 */
export const talliesOf = (form: FormLogic, meaning: Meaning, response: Counted): [slice: string, Counts][] => {
  const { answers, mode, community, window, interviewerId, answeredOn } = response
  const counts = new Map<string, number>()
  for (const question of form.questions) {
    const value = Object.hasOwn(answers, question.name) ? answers[question.name] : undefined
    if (isAnswer(value)) countQuestion(counts, question, value)
  }
  for (const flag of response.flags) add(counts, `#${flag}`)
  const all = Object.fromEntries(counts)
  const cell = cellOf(meaning, answers, community)
  const slices = ['all', `mode:${mode}`]
  if (community !== null) slices.push(`community:${community}`)
  if (window !== null) slices.push(`window:${window}`)
  if (meaning.community ?? meaning.age ?? meaning.sex) slices.push(`cell:${cell}`)
  if (mode === 'street' || mode === 'household') slices.push(`quota:${cell}`)
  const onlyCounted = [`day:${answeredOn}`, ...(interviewerId === null ? [] : [`interviewer:${interviewerId}`])]
  return [
    ...slices.map((slice): [string, Counts] => [slice, all]),
    ...onlyCounted.map((slice): [string, Counts] => [slice, {}]),
  ]
}

/** The tallies of many responses as one row a slice. */
export const addUp = (tallies: Iterable<[slice: string, Counts]>): { slice: string; n: number; counts: Counts }[] => {
  const slices = new Map<string, { n: number; counts: Map<string, number> }>()
  for (const [slice, counts] of tallies) {
    const sum = slices.get(slice) ?? { n: 0, counts: new Map<string, number>() }
    slices.set(slice, sum)
    sum.n += 1
    for (const [key, amount] of Object.entries(counts)) add(sum.counts, key, amount)
  }
  return [...slices].map(([slice, { n, counts }]) => ({ slice, n, counts: Object.fromEntries(counts) }))
}
