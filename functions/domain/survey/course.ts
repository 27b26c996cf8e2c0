import type { Issue } from '../outcome.ts'
import type { Answers, FormLogic } from './form.ts'

/** Where somebody is in a form, given what they answered so far. */
export type Course = {
  /** The answers that count: those to questions that are shown. */
  answers: Answers
  shown: ReadonlySet<string>
  required: ReadonlySet<string>
  /** Shown, but not to be answered (enableIf, readOnly). */
  locked: ReadonlySet<string>
}

/** Which questions are shown, required and open, and which answers count. Hidden questions' answers count for nothing. */
export const courseOf = (_form: FormLogic, _answers: Answers): Course => {
  throw new Error('not written yet')
}

/**
 * Everything to put right before these answers can be sent, in the form's order; on one page only, where `page` is
 * given. `field` is the question's name, `name.row` for a row of a matrix. Codes `answer.*` (content/words surveys).
 */
export const refusalsOf = (_form: FormLogic, _answers: Answers, _page?: number): Issue[] => {
  throw new Error('not written yet')
}
