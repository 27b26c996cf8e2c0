import type { Form } from './form.ts'
import type { Finding } from './finding.ts'
import type { Meaning } from './meaning.ts'

/** The values that answers to `question` or `question.row` may have, or undefined where there is no such question. */
const valuesOf = (form: Form, name: string): string[] | undefined => {
  const question = form.questions.find((one) => one.name === name)
  if (question?.kind === 'boolean') return ['true', 'false']
  const { choices = [], other, none } = question ?? matrixOf(form, name) ?? {}
  if (question === undefined && choices.length === 0) return undefined
  return [...choices.map(String), ...[other, none].filter((one) => one !== undefined)]
}
const matrixOf = (form: Form, name: string) => {
  const dot = name.indexOf('.')
  const matrix = form.questions.find((one) => one.kind === 'matrix' && one.name === name.slice(0, dot))
  return matrix?.rows?.some((row) => String(row) === name.slice(dot + 1)) ? matrix : undefined
}

/** What a meaning names and the form does not have. */
export const lintMeaning = (form: Form, meaning: Meaning): Finding[] => {
  const unknown = (name: string): Finding => ({ code: 'lint.meaning_question', detail: { name }, severity: 'error' })
  const people = [meaning.community, meaning.age, meaning.sex].filter((name) => name !== undefined)
  const measures = Object.values(meaning.headline ?? {}).flatMap((some) => some ?? [])
  const strangers = people.filter((name) => {
    const question = form.questions.find((one) => one.name === name)
    return question?.kind !== 'radiogroup' && question?.kind !== 'dropdown'
  })
  return [
    ...strangers.map(unknown),
    ...measures.flatMap(({ question, counts, leavesOut = [] }): Finding[] => {
      const values = valuesOf(form, question)
      if (!values || values.length === 0) return [unknown(question)]
      return [...counts, ...leavesOut]
        .filter((value) => !values.includes(value))
        .map((value) => ({ code: 'lint.meaning_choice', question, detail: { value }, severity: 'error' }))
    }),
    ...Object.keys(meaning.because ?? {})
      .filter((name) => !form.questions.some((one) => one.name === name))
      .map(unknown),
  ]
}
