import type { Answers, Question } from '../../functions/domain/survey/form.ts'
import { fieldOf } from '../../functions/domain/survey/read-fields.ts'

/** The fields that carry what was answered to a question, so that a form can send it along unseen. */
export const fieldsOf = ({ name, kind }: Question, answers: Answers): [string, string][] => {
  const answer = answers[name]
  const comment = answers[`${name}-Comment`]
  const written: [string, string][] = comment === undefined ? [] : [[fieldOf(`${name}-Comment`), String(comment)]]
  if (answer === undefined) return written
  if (Array.isArray(answer))
    return [
      ...answer.map((one, at): [string, string] =>
        kind === 'ranking' ? [fieldOf(name, String(one)), String(at + 1)] : [fieldOf(name), String(one)],
      ),
      ...written,
    ]
  if (typeof answer === 'object')
    return Object.entries(answer).map(([row, value]): [string, string] => [fieldOf(name, row), String(value)])
  return [[fieldOf(name), String(answer)], ...written]
}
