import { courseOf } from './course.ts'
import { isEmpty, same } from './evaluate.ts'
import type { Answers, FormLogic, QuestionLogic, Value } from './form.ts'

/** Whether an answer is the right one; the order matters in a ranking only. A question without a right answer has no wrong one. */
export const isRight = ({ kind, correct }: QuestionLogic, answer: Value | undefined): boolean =>
  correct === undefined || (!isEmpty(answer) && same(answer, correct, kind === 'ranking'))

/** How many quiz questions were shown and how many answered right; `wrong` names the others. */
export const scoreOf = (form: FormLogic, answers: Answers): { right: number; of: number; wrong: string[] } => {
  const course = courseOf(form, answers)
  const asked = form.questions.filter(({ name, correct }) => correct !== undefined && course.shown.has(name))
  const wrong = asked.filter((question) => !isRight(question, course.answers[question.name])).map(({ name }) => name)
  return { right: asked.length - wrong.length, of: asked.length, wrong }
}
