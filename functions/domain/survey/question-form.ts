import { readChoiceLines, writeChoices } from './choice-lines.ts'
import type { Element } from './edit-definition.ts'
import type { QuestionKind } from './form.ts'
import { asKind } from './new-question.ts'
import { readCondition, writeCondition, type Condition, type NamedChoice } from './simple-condition.ts'
import { enOf, textOf, zhOf } from './texts.ts'

/** A question as an editor's form holds it: plain fields, all of them texts; ticks are '1' or ''. */
export const QUESTION_FIELDS = [
  ...['kind', 'title', 'titleEn', 'hint', 'hintEn', 'required', 'choices', 'rows', 'allRows', 'other', 'none'],
  ...['minPicked', 'maxPicked', 'input', 'min', 'max', 'maxLength', 'when', 'expression', 'correct'],
  ...['leastText', 'leastTextEn', 'mostText', 'mostTextEn', 'yes', 'yesEn', 'no', 'noEn'],
] as const
export type QuestionForm = Record<string, string>

/** Where each kind keeps what is chosen from. */
export const listOf = (kind: unknown): 'choices' | 'columns' | 'rateValues' | null => {
  if (kind === 'matrix') return 'columns'
  if (kind === 'rating') return 'rateValues'
  return ['radiogroup', 'checkbox', 'dropdown', 'ranking'].includes(String(kind)) ? 'choices' : null
}
const hasOther = (kind: unknown) => ['radiogroup', 'checkbox', 'dropdown'].includes(String(kind))
const INPUTS = ['text', 'number', 'date', 'tel', 'email']

const list = (element: Element, key: string | null): unknown[] => {
  const value = key === null ? undefined : element[key]
  return Array.isArray(value) ? value : []
}
const tick = (...values: unknown[]) => (values.includes(true) ? '1' : '')
const plain = (value: unknown) => (value === undefined || value === null ? '' : String(value))

/** A question for the form. `when`, `expression` are of its condition; the choices that names are in `chosenIn`. */
export const formOfQuestion = (element: Element, known: readonly NamedChoice[]): QuestionForm => {
  const { when, expression } = readCondition(element['visibleIf'], known)
  const correct = element['correctAnswer']
  return {
    kind: String(element['type']),
    title: zhOf(element['title']),
    titleEn: enOf(element['title']),
    hint: zhOf(element['description']),
    hintEn: enOf(element['description']),
    required: tick(element['isRequired']),
    choices: writeChoices(list(element, listOf(element['type']))),
    rows: writeChoices(list(element, 'rows')),
    allRows: tick(element['eachRowRequired'], element['isAllRowRequired']),
    other: tick(element['showOtherItem'], element['hasOther']),
    none: tick(element['showNoneItem'], element['hasNone']),
    minPicked: plain(element['minSelectedChoices']),
    maxPicked: plain(element['maxSelectedChoices']),
    input: plain(element['inputType']) || 'text',
    min: plain(element['min']),
    max: plain(element['max']),
    maxLength: plain(element['maxLength']),
    leastText: zhOf(element['minRateDescription']),
    leastTextEn: enOf(element['minRateDescription']),
    mostText: zhOf(element['maxRateDescription']),
    mostTextEn: enOf(element['maxRateDescription']),
    yes: zhOf(element['labelTrue']),
    yesEn: enOf(element['labelTrue']),
    no: zhOf(element['labelFalse']),
    noEn: enOf(element['labelFalse']),
    when,
    expression,
    correct: (Array.isArray(correct) ? correct : [correct]).map(plain).filter(Boolean).join('\n'),
  }
}

/** The choices a question's condition names, by their keys. */
export const chosenIn = (element: Element, known: readonly NamedChoice[]): string[] =>
  readCondition(element['visibleIf'], known).choices

/** A number as typed; what is none stays as it is, for the definition's reader to refuse by name. */
const number = (typed: string): unknown => {
  const text = typed.trim()
  if (text === '') return undefined
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : text
}

const valuesIn = (items: readonly unknown[]) =>
  items.map((item) => (typeof item === 'object' && item !== null ? (item as { value: unknown }).value : item))

/** The right answer: a choice's own value where one has the name that was typed. */
const correctOf = (kind: QuestionKind, typed: string, items: readonly unknown[], input: string): unknown => {
  const lines = typed.split(/\r?\n/).map((line) => line.trim())
  const named = lines.filter((line) => line !== '')
  if (named.length === 0) return undefined
  const values = valuesIn(items)
  const found = named.map((name) => values.find((value) => String(value) === name) ?? name)
  if (kind === 'checkbox' || kind === 'ranking') return found
  if (kind === 'boolean') return named[0] === 'true'
  return kind === 'text' && input === 'number' ? number(named[0]!) : found[0]
}

type Properties = Record<string, unknown>
const set = (element: Element, properties: Properties): Element => {
  const next = { ...element, ...properties }
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined))
}

/**
 * The question with what the form says; whatever the form has no field for stays. `conditions`: the choices its
 * condition names, by their keys.
 */
export const questionOf = (
  before: Element,
  form: QuestionForm,
  conditions: readonly string[],
  known: readonly NamedChoice[],
): Element => {
  const kind = (form['kind'] || before['type']) as QuestionKind
  const element = asKind(before, kind)
  const typed = (field: string) => (form[field] ?? '').trim()
  const text = (zh: string, en: string, key: string) => textOf(typed(zh), typed(en), element[key])
  const key = listOf(kind)
  // Of another kind: the form still shows the lists of the kind before, and those begin anew.
  const same = before['type'] === kind
  const keepsList = same || (listOf(before['type']) === 'choices' && key === 'choices')
  const items =
    key && keepsList
      ? readChoiceLines(form['choices'] ?? '', list(element, key), { numbers: kind === 'rating' })
      : list(element, key)
  const condition = {
    when: typed('when') || 'always',
    choices: [...conditions],
    expression: typed('expression'),
  } as Condition
  const own: Properties = {
    title: text('title', 'titleEn', 'title'),
    description: text('hint', 'hintEn', 'description'),
    isRequired: form['required'] ? true : undefined,
    visibleIf: writeCondition(condition, known),
  }
  if (key && (key !== 'rateValues' || items.length > 0 || element[key] !== undefined))
    own[key] = items.length > 0 || key !== 'rateValues' ? items : undefined
  if (form['correct'] !== undefined)
    own['correctAnswer'] = same ? correctOf(kind, form['correct'], items, typed('input')) : undefined
  if (!same) return set(element, own)
  if (hasOther(kind)) {
    Object.assign(own, { hasOther: undefined, showOtherItem: form['other'] ? true : undefined })
    Object.assign(own, { hasNone: undefined, showNoneItem: form['none'] ? true : undefined })
  }
  if (kind === 'checkbox') {
    own['minSelectedChoices'] = number(typed('minPicked'))
    own['maxSelectedChoices'] = number(typed('maxPicked'))
  }
  if (kind === 'matrix') {
    own['rows'] = readChoiceLines(form['rows'] ?? '', list(element, 'rows'))
    Object.assign(own, { isAllRowRequired: undefined, eachRowRequired: form['allRows'] ? true : undefined })
  }
  if (kind === 'rating') {
    own['minRateDescription'] = text('leastText', 'leastTextEn', 'minRateDescription')
    own['maxRateDescription'] = text('mostText', 'mostTextEn', 'maxRateDescription')
  }
  if (kind === 'boolean') {
    own['labelTrue'] = text('yes', 'yesEn', 'labelTrue')
    own['labelFalse'] = text('no', 'noEn', 'labelFalse')
  }
  if (kind === 'comment' || kind === 'text') own['maxLength'] = number(typed('maxLength'))
  if (kind === 'text') {
    const input = INPUTS.includes(typed('input')) ? typed('input') : 'text'
    const bound = (field: string) => (input === 'number' ? number(typed(field)) : typed(field) || undefined)
    const bounded = input === 'number' || input === 'date'
    const [min, max] = bounded ? [bound('min'), bound('max')] : [undefined, undefined]
    Object.assign(own, { inputType: input === 'text' ? undefined : input, min, max })
  }
  return set(element, own)
}
