import type { Answers, FormLogic } from './form.ts'

/** The name of a question's field in a plain HTML form; a row of a matrix or an item of a ranking has its own. */
export const fieldOf = (question: string, part?: string | number): string =>
  part === undefined ? `a.${question}` : `a.${question}.${part}`

/**
 * The answers in a posted form, or in one on the phone: `valuesOf` gives a field's values. What is empty is no answer;
 * what is no choice stays as typed, for the refusal to name it.
 */
export const answersIn = (_form: FormLogic, _valuesOf: (field: string) => string[]): Answers => {
  throw new Error('not written yet')
}
