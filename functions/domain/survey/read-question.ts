import { checkAnswer } from './check-answer.ts'
import { DEFINITION, given, isObject, note, taker, type Notes, type Taker } from './definition-notes.ts'
import { QUESTION_KINDS, type Question, type QuestionKind, type Validator, type Value } from './form.ts'
import { readChoices, readRates } from './read-choices.ts'
import { isSafePattern, PATTERN } from './safe-regex.ts'

const LENGTH = { min: 1, max: 10_000, whole: true }
const COUNT = { min: 0, max: DEFINITION.choices, whole: true }
const DAY = /^\d{4}-\d{2}-\d{2}$/

const readValidator = (source: unknown, question: string, notes: Notes, path: string): Validator | undefined => {
  if (!isObject(source)) {
    note(notes, 'wrong_type', question, path)
    return undefined
  }
  const take = taker(source, question, notes, `${path}.`)
  const type = take.one('type', ['numeric', 'text', 'answercount', 'regex', 'email', 'expression'] as const)
  const text = take.text('text')
  const made = (() => {
    if (type === 'numeric') return { type, min: take.number('minValue'), max: take.number('maxValue') }
    if (type === 'text') return { type, min: take.number('minLength', LENGTH), max: take.number('maxLength', LENGTH) }
    if (type === 'answercount')
      return { type, min: take.number('minCount', COUNT), max: take.number('maxCount', COUNT) }
    if (type === 'email') return { type }
    if (type === 'regex') {
      const regex = take.raw('regex')
      if (typeof regex === 'string' && isSafePattern(regex)) return { type, regex }
      return take.complain('unsafe_pattern', 'regex', { max: PATTERN.length })
    }
    if (type === 'expression') {
      const expression = take.expression('expression')
      return expression ? { type, expression } : take.complain('missing', 'expression')
    }
    return source['type'] === undefined ? take.complain('missing', 'type') : undefined
  })()
  if (type !== undefined) take.rest()
  return made && (given({ ...made, text }) as Validator)
}

const readValidators = (take: Taker, name: string, notes: Notes): Validator[] | undefined => {
  const sources = take.list('validators', DEFINITION.validators) ?? []
  const read = sources.map((source, place) => readValidator(source, name, notes, `validators[${place}]`))
  const whole = read.filter((validator) => validator !== undefined)
  return whole.length > 0 ? whole : undefined
}

const readOther = (take: Taker) => ({
  other: take.flag('showOtherItem', 'hasOther') && 'other',
  otherText: take.text('otherText', DEFINITION.choice),
  otherPlaceholder: take.text('otherPlaceholder', DEFINITION.choice),
})
const readNone = (take: Taker) => ({
  none: take.flag('showNoneItem', 'hasNone') && 'none',
  noneText: take.text('noneText', DEFINITION.choice),
})
const chosenFrom = ({ values, texts }: ReturnType<typeof readChoices>) => ({ choices: values, choiceTexts: texts })

const readBounds = (take: Taker, input: string | undefined) => {
  if (input === 'number') return { min: take.number('min'), max: take.number('max') }
  if (input !== 'date') return {}
  const day = (key: string) => {
    const value = take.raw(key)
    if (value === undefined || (typeof value === 'string' && DAY.test(value))) return value
    return take.complain('wrong_day', key)
  }
  return { min: day('min'), max: day('max') }
}

type Reader = (take: Taker, name: string, notes: Notes) => Partial<Question>
const selected: Reader = (take, name, notes) =>
  ({
    ...chosenFrom(readChoices(take, 'choices', name, notes)),
    ...readOther(take),
    ...readNone(take),
  }) as Partial<Question>

/** What each kind has of its own. */
const readers: Record<QuestionKind, Reader> = {
  text: (take) => {
    const input = take.one('inputType', ['text', 'number', 'date', 'tel', 'email'] as const)
    const said = { maxLength: take.number('maxLength', LENGTH), placeholder: take.text('placeholder') }
    return { input, ...readBounds(take, input), ...said } as Partial<Question>
  },
  comment: (take) =>
    ({ maxLength: take.number('maxLength', LENGTH), placeholder: take.text('placeholder') }) as Partial<Question>,
  radiogroup: selected,
  dropdown: (take, name, notes) =>
    ({ ...selected(take, name, notes), placeholder: take.text('placeholder') }) as Partial<Question>,
  checkbox: (take, name, notes) => {
    const picked = {
      minPicked: take.number('minSelectedChoices', COUNT),
      maxPicked: take.number('maxSelectedChoices', COUNT),
    }
    return { ...selected(take, name, notes), ...given({ minPicked: picked.minPicked || undefined, maxPicked: picked.maxPicked || undefined }) } as Partial<Question> // prettier-ignore
  },
  boolean: (take) =>
    ({
      trueText: take.text('labelTrue', DEFINITION.choice),
      falseText: take.text('labelFalse', DEFINITION.choice),
    }) as Partial<Question>,
  rating: (take, name, notes) =>
    ({
      ...chosenFrom(readRates(take, name, notes)),
      minRateText: take.text('minRateDescription', DEFINITION.choice),
      maxRateText: take.text('maxRateDescription', DEFINITION.choice),
    }) as Partial<Question>,
  ranking: (take, name, notes) => chosenFrom(readChoices(take, 'choices', name, notes)) as Partial<Question>,
  matrix: (take, name, notes) => {
    const columns = readChoices(take, 'columns', name, notes)
    const rows = readChoices(take, 'rows', name, notes, { max: DEFINITION.rows, rows: true })
    const allRows = take.flag('eachRowRequired', 'isAllRowRequired')
    return { ...chosenFrom(columns), rows: rows.values, rowTexts: rows.texts, allRows } as Partial<Question>
  },
}

/** Reads one question of the subset; what it cannot read is noted, and undefined is given back. */
export const readQuestion = (source: Record<string, unknown>, name: string, notes: Notes): Question | undefined => {
  const take = taker(source, name, notes)
  take.raw('name')
  const kind = take.one('type', QUESTION_KINDS)
  if (kind === undefined) {
    if (source['type'] === undefined) note(notes, 'missing', name, 'type')
    return undefined
  }
  const before = notes.issues.length
  const title = take.text('title') ?? name
  const [isRequired, requiredIf] = [take.flag('isRequired'), take.expression('requiredIf')]
  const [isLocked, enableIf] = [take.flag('readOnly'), take.expression('enableIf')]
  // Where there is a condition, it alone decides, as in survey-core.
  const required = requiredIf ? undefined : isRequired
  const readOnly = enableIf ? undefined : isLocked
  const question = given({
    ...{ name, kind, page: 0, title, description: take.text('description', DEFINITION.description) },
    required,
    requiredText: take.text('requiredErrorText'),
    visibleIf: take.expression('visibleIf'),
    requiredIf,
    enableIf,
    readOnly,
    validators: readValidators(take, name, notes),
    ...readers[kind](take, name, notes),
    correct: take.raw('correctAnswer'),
  }) as unknown as Question
  take.rest()
  const needs = kind === 'matrix' ? ['columns', 'rows'] : ['radiogroup', 'checkbox', 'dropdown', 'ranking'].includes(kind) ? ['choices'] : [] // prettier-ignore
  for (const key of needs) if (source[key] === undefined) note(notes, 'missing', name, key)
  if (notes.issues.length === before && question.correct !== undefined) checkCorrect(question, notes)
  return question
}

/** The right answer must be one that could be given. */
const checkCorrect = (question: Question, notes: Notes) => {
  const { validators: _, other: __, allRows: ___, ...plain } = question
  const wrong = checkAnswer(plain, { [question.name]: question.correct as Value }, true)
  if (wrong.length > 0) note(notes, 'wrong_correct_answer', question.name, 'correctAnswer')
}
