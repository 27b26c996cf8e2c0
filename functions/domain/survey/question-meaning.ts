import type { Element } from './edit-definition.ts'
import { HEADLINES, type Headline, type Meaning, type Measure } from './meaning.ts'
import { textOf, zhOf, enOf } from './texts.ts'

export const ROLES = ['community', 'age', 'sex'] as const
export type Role = (typeof ROLES)[number]

/** What one question means for the figures, as an editor's form holds it. */
export type QuestionMeaning = {
  role: Role | ''
  headline: Headline | ''
  /** Values whose choosers count, and values that are left out of the share. */
  counts: string[]
  leavesOut: string[]
  /** Quiz: why the answer is right, and the rule behind it. */
  reason: string
  reasonEn: string
  rule: string
}

const isOf = (question: string) => (measure: Measure) =>
  measure.question === question || measure.question.startsWith(`${question}.`)

/** What the question means; for a matrix what its first row does, for the form treats its rows alike. */
export const meaningOf = (meaning: Meaning, question: string): QuestionMeaning => {
  const headline = HEADLINES.find((one) => meaning.headline?.[one]?.some(isOf(question))) ?? ''
  const measure = headline === '' ? undefined : meaning.headline?.[headline]?.find(isOf(question))
  const because = meaning.because?.[question]
  return {
    role: ROLES.find((role) => meaning[role] === question) ?? '',
    headline,
    counts: [...(measure?.counts ?? [])],
    leavesOut: [...(measure?.leavesOut ?? [])],
    reason: zhOf(because?.text),
    reasonEn: enOf(because?.text),
    rule: because?.rule ?? '',
  }
}

/** The names under which a question is measured: its own, or its rows'. */
const measured = (element: Element): string[] => {
  const name = String(element['name'])
  const rows = element['rows']
  if (element['type'] !== 'matrix' || !Array.isArray(rows)) return [name]
  return rows.map(
    (row: unknown) => `${name}.${typeof row === 'object' && row !== null ? (row as { value: unknown }).value : row}`,
  )
}

/** The meaning without this question. */
export const withoutQuestion = (meaning: Meaning, question: string): Meaning => {
  const { headline = {}, because, ...rest } = meaning
  const roles = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== question)) as Meaning
  const measures = HEADLINES.flatMap((one) => {
    const kept = (headline[one] ?? []).filter((measure) => !isOf(question)(measure))
    return kept.length > 0 ? [[one, kept] as const] : []
  })
  const reasons = Object.entries(because ?? {}).filter(([name]) => name !== question)
  return {
    ...roles,
    ...(measures.length > 0 && { headline: Object.fromEntries(measures) }),
    ...(reasons.length > 0 && { because: Object.fromEntries(reasons) }),
  }
}

/** The meaning with what the form says of this question; a role that another question had passes to this one. */
export const withQuestion = (meaning: Meaning, element: Element, to: QuestionMeaning): Meaning => {
  const question = String(element['name'])
  const next: Meaning = withoutQuestion(meaning, question)
  if (to.role !== '') next[to.role] = question
  if (to.headline !== '' && to.counts.length > 0) {
    const [counts, leavesOut] = [to.counts, to.leavesOut.filter((value) => !to.counts.includes(value))]
    const made = measured(element).map((name) => ({
      question: name,
      counts,
      ...(leavesOut.length > 0 && { leavesOut }),
    }))
    next.headline = { ...next.headline, [to.headline]: [...(next.headline?.[to.headline] ?? []), ...made] }
  }
  const text = textOf(to.reason.trim(), to.reasonEn.trim(), meaning.because?.[question]?.text)
  if (text !== undefined)
    next.because = { ...next.because, [question]: { text, ...(to.rule !== '' && { rule: to.rule }) } }
  return next
}
