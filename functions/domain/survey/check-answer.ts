import type { Issue } from '../outcome.ts'
import { evaluate, isEmpty, own, same } from './evaluate.ts'
import type { Answers, QuestionLogic, Validator, Value } from './form.ts'

/** Most characters of an answer where the definition sets no limit of its own. */
export const LONGEST = { text: 500, comment: 2000 }

// As survey-core has it, so that both take the same addresses.
const EMAIL = /^[^<>()[\].,;:\s@"]+(\.[^<>()[\].,;:\s@"]+)*@([^<>()[\].,;:\s@"]+\.)+[^<>()[\].,;:\s@"]{2,}$/i
const DAY = /^\d{4}-\d{2}-\d{2}$/
const STRANGE = /[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u

const isDay = (text: string) => DAY.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text)

type Detail = Record<string, string | number>
/** A refusal's code without its `answer.`, and what its sentence fills in. */
type Refusal = [code: string, detail?: Detail | undefined, part?: string | number] | undefined

const lacking: Record<QuestionLogic['kind'], string> = {
  ...{ radiogroup: 'choose_one', dropdown: 'choose_one', boolean: 'choose_one', rating: 'choose_one' },
  ...{ checkbox: 'choose_some', text: 'write', comment: 'write', ranking: 'rank_all', matrix: 'choose_in_rows' },
}

const written = (text: string, most: number): Refusal => {
  if (STRANGE.test(text)) return ['strange_characters']
  return [...text].length > most ? ['too_long', { max: most }] : undefined
}

/** What a text, number or day must be, before the definition's own validators. */
const wrongText = ({ kind, input, min, max, maxLength }: QuestionLogic, answer: Value): Refusal => {
  if (input === 'number') {
    if (typeof answer !== 'number' || !Number.isFinite(answer)) return ['not_a_number']
    if (min !== undefined && answer < Number(min)) return ['too_small', { min }]
    return max !== undefined && answer > Number(max) ? ['too_big', { max }] : undefined
  }
  if (typeof answer !== 'string') return ['malformed']
  if (input === 'date') {
    if (!isDay(answer)) return ['not_a_day']
    if (min !== undefined && answer < min) return ['too_early', { min }]
    return max !== undefined && answer > max ? ['too_late', { max }] : undefined
  }
  if (input === 'email' && !EMAIL.test(answer)) return ['not_an_email']
  return written(answer, maxLength ?? (kind === 'comment' ? LONGEST.comment : LONGEST.text))
}

const isChoice = ({ choices = [], other, none }: QuestionLogic, one: Value): boolean =>
  choices.includes(one as string) || (one !== undefined && (one === other || one === none))

const wrongList = (question: QuestionLogic, answer: Value, ranks: boolean): Refusal => {
  if (!Array.isArray(answer)) return ['malformed']
  if (!answer.every((one) => isChoice(question, one))) return ['unknown_choice']
  if (new Set(answer).size < answer.length) return ['chosen_twice']
  const { choices = [], none, minPicked = 0, maxPicked = Infinity } = question
  if (ranks) return answer.length < choices.length ? ['rank_all'] : undefined
  if (none !== undefined && answer.includes(none)) return answer.length > 1 ? ['none_with_others'] : undefined
  if (answer.length < minPicked) return ['too_few', { min: minPicked }]
  return answer.length > maxPicked ? ['too_many', { max: maxPicked }] : undefined
}

const wrongMatrix = ({ rows = [], choices = [] }: QuestionLogic, answer: Value): Refusal => {
  if (typeof answer !== 'object' || Array.isArray(answer)) return ['malformed']
  for (const [row, column] of Object.entries(answer)) {
    if (!rows.some((one) => String(one) === row)) return ['unknown_choice']
    if (!choices.includes(column as string)) return ['unknown_choice', undefined, row]
  }
  return undefined
}

const wrongShape = (question: QuestionLogic, answer: Value): Refusal => {
  const { kind } = question
  if (kind === 'text' || kind === 'comment') return wrongText(question, answer)
  if (kind === 'checkbox' || kind === 'ranking') return wrongList(question, answer, kind === 'ranking')
  if (kind === 'matrix') return wrongMatrix(question, answer)
  if (kind === 'boolean') return typeof answer === 'boolean' ? undefined : ['unknown_choice']
  return isChoice(question, answer) ? undefined : ['unknown_choice']
}

/** What one validator of the definition finds wrong with an answer (with none, only an expression may). */
const wrongBy = (validator: Validator, answer: Value | undefined, scope: Answers): Refusal => {
  if (validator.type === 'expression')
    return Number(evaluate(validator.expression, scope)) === 1 ? undefined : ['not_as_asked']
  if (answer === undefined) return undefined
  if (validator.type === 'email') return EMAIL.test(String(answer)) ? undefined : ['not_an_email']
  if (validator.type === 'regex') return new RegExp(validator.regex).test(String(answer)) ? undefined : ['not_as_asked']
  const { type, min = -Infinity, max = Infinity } = validator
  if (type === 'numeric') {
    const value = typeof answer === 'number' || (typeof answer === 'string' && answer.trim()) ? Number(answer) : NaN
    if (!Number.isFinite(value)) return ['not_a_number']
    return value < min ? ['too_small', { min }] : value > max ? ['too_big', { max }] : undefined
  }
  if (type === 'answercount' && !Array.isArray(answer)) return undefined
  const length = Array.isArray(answer) ? answer.length : String(answer).length
  if (length < min) return [type === 'text' ? 'too_short' : 'too_few', { min }]
  return length > max ? [type === 'text' ? 'too_long' : 'too_many', { max }] : undefined
}

/**
 * What is wrong with the answer to one question that is shown and open. `answers` are those that count, `scope` what
 * the conditions of validators look at.
 */
export const checkAnswer = (question: QuestionLogic, answers: Answers, required: boolean, scope = answers): Issue[] => {
  const { name, kind, rows = [], other, validators = [] } = question
  const answer = answers[name]
  const refuse = ([code, detail, part]: NonNullable<Refusal>): Issue => ({
    code: `answer.${code}`,
    field: part === undefined ? name : `${name}.${part}`,
    ...(detail && { detail }),
  })

  if (required && (answer === undefined || isEmpty(answer))) return [refuse([lacking[kind]])]
  // A checkbox with a least number is to be answered, as in survey-core.
  if (answer === undefined && question.minPicked) return [refuse(['too_few', { min: question.minPicked }])]
  const wrong = answer === undefined ? undefined : wrongShape(question, answer)
  if (wrong) return [refuse(wrong)]
  if (kind === 'matrix' && question.allRows) {
    const missing = rows.filter((row) => own(answer as object | undefined, String(row)) === undefined)
    if (missing.length > 0) return missing.map((row) => refuse(['choose_in_row', undefined, row]))
  }
  if (other !== undefined && (Array.isArray(answer) ? answer : [answer]).some((one) => same(one, other))) {
    const comment = answers[`${name}-Comment`]
    if (typeof comment !== 'string') return [refuse(['write_other'])]
    const tooLong = written(comment, LONGEST.text)
    if (tooLong) return [refuse(tooLong)]
  }
  for (const [place, validator] of validators.entries()) {
    const found = wrongBy(validator, answer, scope)
    if (found) return [refuse([found[0], { ...found[1], validator: place }])]
  }
  return []
}
