import { questionsOf, type Definition, type Element } from './edit-definition.ts'
import { zhOf } from './texts.ts'

type Value = string | number | boolean

/** A choice that a condition can name: of which question (a row of a matrix: `question.row`), as people read both. */
export type NamedChoice = { question: string; value: Value; many: boolean; title: string; text: string }

/** When a question is shown: always, when one of these was chosen, when none of them was, or as an expression says. */
export type Condition = {
  when: 'always' | 'chosen' | 'not_chosen' | 'expression'
  choices: string[]
  expression: string
}

const listed = (element: Element, key: string): { value: Value; text: string }[] => {
  const list = element[key]
  if (!Array.isArray(list)) return []
  return (list as unknown[]).map((item) => {
    const whole =
      typeof item === 'object' && item !== null ? (item as { value: Value; text?: unknown }) : { value: item as Value }
    return { value: whole.value, text: ('text' in whole && zhOf(whole.text)) || String(whole.value) }
  })
}

const stepsOf = (element: Element) => {
  const [min, max] = [Number(element['rateMin'] ?? 1), Number(element['rateMax'] ?? 5)]
  return Array.from({ length: Math.min(Math.max(max - min + 1, 0), 20) }, (_, at) => ({
    value: min + at,
    text: String(min + at),
  }))
}

const choicesIn = (element: Element): NamedChoice[] => {
  const [kind, question] = [element['type'], String(element['name'])]
  const title = zhOf(element['title']) || question
  const named = (list: { value: Value; text: string }[], name = question, heading = title) =>
    list.map(({ value, text }) => ({ question: name, value, many: kind === 'checkbox', title: heading, text }))
  if (kind === 'boolean') {
    const [yes, no] = [zhOf(element['labelTrue']) || '是', zhOf(element['labelFalse']) || '否']
    return named([
      { value: true, text: yes },
      { value: false, text: no },
    ])
  }
  if (kind === 'rating')
    return named(Array.isArray(element['rateValues']) ? listed(element, 'rateValues') : stepsOf(element))
  if (kind === 'matrix') {
    const columns = listed(element, 'columns')
    return listed(element, 'rows').flatMap((row) => named(columns, `${question}.${row.value}`, `${title}：${row.text}`))
  }
  return kind === 'radiogroup' || kind === 'checkbox' || kind === 'dropdown' ? named(listed(element, 'choices')) : []
}

/** The choices a question's condition can name: those of all questions before it. */
export const choicesBefore = (definition: Definition, question: string): NamedChoice[] => {
  const all = questionsOf(definition)
  const at = all.findIndex(({ name }) => name === question)
  return all.slice(0, at < 0 ? all.length : at).flatMap(choicesIn)
}

/** What a choice is called in a form: question and value, the value as JSON. */
export const keyOf = ({ question, value }: Pick<NamedChoice, 'question' | 'value'>): string =>
  `${question}=${JSON.stringify(value)}`

const literal = (value: Value): string =>
  typeof value === 'string' ? `'${value.replace(/'/g, "\\'")}'` : String(value)

const part = ({ question, value, many }: NamedChoice, chosen: boolean): string => {
  const operator = many ? (chosen ? 'contains' : 'notcontains') : chosen ? '=' : '!='
  return `{${question}} ${operator} ${literal(value)}`
}

/** The condition as SurveyJS writes it; undefined where it is always shown or names nothing that exists. */
export const writeCondition = (condition: Condition, known: readonly NamedChoice[]): string | undefined => {
  if (condition.when === 'always') return undefined
  if (condition.when === 'expression') return condition.expression.trim() || undefined
  const named = condition.choices.flatMap((key) => known.filter((one) => keyOf(one) === key))
  const chosen = condition.when === 'chosen'
  return named.map((one) => part(one, chosen)).join(chosen ? ' or ' : ' and ') || undefined
}

/** The condition for an editor's form: choices where it is made of nothing else, else the expression. */
export const readCondition = (expression: unknown, known: readonly NamedChoice[]): Condition => {
  if (typeof expression !== 'string' || expression.trim() === '') return { when: 'always', choices: [], expression: '' }
  for (const chosen of [true, false]) {
    const parts = expression.split(chosen ? ' or ' : ' and ').map((one) => one.trim())
    const found = parts.map((one) => known.find((choice) => part(choice, chosen) === one))
    if (found.every((one) => one !== undefined)) {
      return { when: chosen ? 'chosen' : 'not_chosen', choices: found.map(keyOf), expression: '' }
    }
  }
  return { when: 'expression', choices: [], expression }
}
