import type { Issue } from '../outcome.ts'
import { checkAnswer } from './check-answer.ts'
import { evaluate, isEmpty, own } from './evaluate.ts'
import type { Answers, Expression, FormLogic, QuestionLogic, Value } from './form.ts'

/** Where somebody is in a form, given what they answered so far. */
export type Course = {
  /** The answers that count: those to questions that are shown and not locked. */
  answers: Answers
  shown: ReadonlySet<string>
  required: ReadonlySet<string>
  /** Shown, but not to be answered (enableIf, readOnly). */
  locked: ReadonlySet<string>
}

const picks = (answer: Value | undefined, choice: string): boolean =>
  answer === choice || (Array.isArray(answer) && answer.includes(choice))

/** What was answered to one question, and written for its "other", without what is empty. */
const answerOf = ({ name, other }: QuestionLogic, answers: Answers): [string, Value][] => {
  const said = (key: string): Value | undefined => {
    const value = own(answers, key)
    return typeof value === 'string' && value.trim() === '' ? undefined : value
  }
  const [answer, comment] = [said(name), said(`${name}-Comment`)]
  if (answer === undefined || isEmpty(answer)) return []
  return other !== undefined && comment !== undefined && picks(answer, other)
    ? [[name, answer], [`${name}-Comment`, comment]] // prettier-ignore
    : [[name, answer]]
}

/**
 * What conditions look at: the answers, and as in survey-core an empty list for each checkbox and ranking without one,
 * and null for what was not written for an "other".
 */
const scopeOf = (questions: readonly QuestionLogic[], answers: Answers): Answers => ({
  ...Object.fromEntries(
    questions.flatMap(({ name, kind, other }) => [
      ...(LISTS.has(kind) ? [[name, []]] : []),
      ...(other ? [[`${name}-Comment`, null]] : []),
    ]),
  ),
  ...answers,
})
const LISTS = new Set<QuestionLogic['kind']>(['checkbox', 'ranking'])

/**
 * Which questions are shown, required and open, and which answers count. Answers to hidden and to locked questions
 * count for nothing, in conditions too, whatever the order of the questions. As in survey-core, only a condition that
 * is exactly true shows or requires, and only one that is exactly false locks.
 */
export const courseOf = ({ questions }: Pick<FormLogic, 'questions'>, answers: Answers): Course => {
  let course: Course = { answers: {}, shown: new Set(), required: new Set(), locked: new Set() }
  let counted = Object.fromEntries(questions.flatMap((question) => answerOf(question, answers)))
  // A condition may look at a later question, so one pass is not enough; circles are refused when a definition is read,
  // so every pass settles at least one more question.
  for (let pass = 0; pass <= questions.length; pass += 1) {
    const scope = scopeOf(questions, counted)
    const says = (condition: Expression | undefined, what: boolean) =>
      condition !== undefined && evaluate(condition, scope) === what
    const shown = questions.filter(({ visibleIf }) => !visibleIf || says(visibleIf, true))
    const locked = shown.filter(({ readOnly, enableIf }) => readOnly || says(enableIf, false))
    const open = shown.filter((question) => !locked.includes(question))
    const required = open.filter(({ required, requiredIf }) => required || says(requiredIf, true))
    const next = Object.fromEntries(open.flatMap((question) => answerOf(question, answers)))
    const names = (some: QuestionLogic[]) => new Set(some.map(({ name }) => name))
    course = { answers: next, shown: names(shown), required: names(required), locked: names(locked) }
    if (Object.keys(next).join('\n') === Object.keys(counted).join('\n')) break
    counted = next
  }
  return course
}

/**
 * Everything to put right before these answers can be sent, in the form's order; on one page only, where `page` is
 * given. `field` is the question's name, `name.row` for a row of a matrix. Codes `answer.*` (content/words/survey-answers).
 * Where a validator of the definition refused, `detail.validator` is its place among the question's validators.
 */
export const refusalsOf = (form: Pick<FormLogic, 'questions'>, answers: Answers, page?: number): Issue[] => {
  const course = courseOf(form, answers)
  const asked = form.questions.filter(
    (question) =>
      (page === undefined || question.page === page) &&
      course.shown.has(question.name) &&
      !course.locked.has(question.name),
  )
  const scope = scopeOf(form.questions, course.answers)
  return asked.flatMap((question) => checkAnswer(question, course.answers, course.required.has(question.name), scope))
}
