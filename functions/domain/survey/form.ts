/**
 * The questions of a survey as the engine works with them, read from a SurveyJS definition by read-definition.ts.
 * All of it is plain JSON, so that the phone gets it as the server has it.
 */

/** What people read: one sentence, or one for each locale under SurveyJS' names; `default` is Chinese. */
export type Text = string | Readonly<Record<string, string>>

export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value }
/** Answers by question as SurveyJS keeps them; what was written for "other" stands under `<question>-Comment`. */
export type Answers = Readonly<Record<string, Value>>

/** A parsed expression (expression.ts makes it, evaluate.ts reads it); plain JSON arrays. */
export type Expression = readonly [string, ...unknown[]]

export const QUESTION_KINDS = [
  'text',
  'comment',
  'radiogroup',
  'checkbox',
  'dropdown',
  'boolean',
  'rating',
  'ranking',
  'matrix',
] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

export type Validator =
  | { type: 'numeric'; min?: number; max?: number; text?: Text }
  | { type: 'text'; min?: number; max?: number; text?: Text }
  | { type: 'answercount'; min?: number; max?: number; text?: Text }
  | { type: 'regex'; regex: string; text?: Text }
  | { type: 'email'; text?: Text }
  | { type: 'expression'; expression: Expression; text?: Text }

/** What decides which questions are shown and what is refused; carries no words, so the phone needs little of it. */
export type QuestionLogic = {
  name: string
  kind: QuestionKind
  /** Index into `pages`. */
  page: number
  required?: true
  /** Its own condition and those of the panels and the page around it. */
  visibleIf?: Expression
  requiredIf?: Expression
  enableIf?: Expression
  readOnly?: true
  /** Values of radiogroup, checkbox, dropdown, rating, ranking; columns of a matrix. */
  choices?: readonly (string | number | boolean)[]
  /** The values that stand for "other" (with a text of its own) and "none of these". */
  other?: string
  none?: string
  /** Values of a matrix' rows. */
  rows?: readonly (string | number)[]
  /** Every row of a matrix must be answered. */
  allRows?: true
  /** `number`, `date`, `tel`, `email` or plain text. */
  input?: 'text' | 'number' | 'date' | 'tel' | 'email'
  min?: number | string
  max?: number | string
  /** Most characters (code points). */
  maxLength?: number
  minPicked?: number
  maxPicked?: number
  validators?: readonly Validator[]
  /** The right answer of a quiz question. */
  correct?: Value
}
export type FormLogic = {
  pages: readonly { name: string; visibleIf?: Expression }[]
  questions: readonly QuestionLogic[]
}

/** What people read of one question. `panels` are the titles of the panels around it, outermost first. */
export type QuestionWords = {
  title: Text
  description?: Text
  panels?: readonly Text[]
  choiceTexts?: readonly Text[]
  otherText?: Text
  otherPlaceholder?: Text
  noneText?: Text
  rowTexts?: readonly Text[]
  placeholder?: Text
  requiredText?: Text
  minRateText?: Text
  maxRateText?: Text
  trueText?: Text
  falseText?: Text
}
export type Question = QuestionLogic & QuestionWords
export type Form = {
  title?: Text
  description?: Text
  pages: readonly { name: string; title?: Text; description?: Text; visibleIf?: Expression }[]
  questions: readonly Question[]
}
