import { DEFINITION, isObject, note, taker, type Notes, type Taker } from './definition-notes.ts'
import { isReach } from './expression.ts'
import type { Text } from './form.ts'

type ChoiceValue = string | number | boolean
const DIVIDERS = /[|{}\u0000-\u001f\u007f]/
const ROW_DIVIDERS = /[|{}=.#[\]\u0000-\u001f\u007f]/

const isValue = (value: unknown, dividers: RegExp): value is ChoiceValue => {
  if (typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'string' || value.trim() !== value || value === '') return false
  return value.length <= DEFINITION.value && !dividers.test(value) && !isReach(value)
}

/**
 * A list of choices, columns or rows: values, or `{ value, text }`. Two values that differ in case only cannot be told
 * apart by a condition, so they are refused like equal ones.
 */
export const readChoices = (
  take: Taker,
  key: string,
  question: string,
  notes: Notes,
  { max = DEFINITION.choices, rows = false } = {},
): { values: ChoiceValue[]; texts: Text[] } => {
  const read = { values: [] as ChoiceValue[], texts: [] as Text[] }
  const items = take.list(key, max)
  const seen = new Set<string>()
  for (const [place, item] of (items ?? []).entries()) {
    const path = `${key}[${place}].`
    const choice = isObject(item) ? taker(item, question, notes, path) : undefined
    const value = choice ? choice.raw('value') : item
    const text = choice?.text('text', DEFINITION.choice)
    choice?.rest()
    if (!isValue(value, rows ? ROW_DIVIDERS : DIVIDERS) || (rows && typeof value === 'boolean')) {
      note(notes, 'wrong_choice', question, `${key}[${place}]`, { max: DEFINITION.value })
      continue
    }
    const folded = String(value).toLowerCase()
    if (seen.has(folded)) note(notes, 'choice_twice', question, key, { value: String(value) })
    seen.add(folded)
    read.values.push(value)
    read.texts.push(text ?? String(value))
  }
  if (items?.length === 0) note(notes, 'no_choices', question, key)
  return read
}

/** What a rating offers: its own values, or the steps from the least to the most (1 to 5 where nothing is said). */
export const readRates = (take: Taker, question: string, notes: Notes): { values: ChoiceValue[]; texts: Text[] } => {
  const range = { min: -1000, max: 1000 }
  const [min, max, step] = [take.number('rateMin', range) ?? 1, take.number('rateMax', range) ?? 5, take.number('rateStep', { min: 0.01, max: 1000 }) ?? 1] // prettier-ignore
  const count = take.number('rateCount', { min: 2, max: DEFINITION.choices, whole: true })
  const own = readChoices(take, 'rateValues', question, notes)
  const steps = Math.floor((max - min) / step + 1e-9) + 1
  if (own.values.length === 0 && (steps < 2 || steps > DEFINITION.choices)) {
    note(notes, 'out_of_range', question, 'rateMax', { min: 2, max: DEFINITION.choices })
    return own
  }
  const digits = Math.max(...[min, step].map((n) => String(n).split('.')[1]?.length ?? 0))
  const values = own.values.length > 0 ? own.values : Array.from({ length: steps }, (_, at) => Number((min + at * step).toFixed(digits))) // prettier-ignore
  if (count !== undefined && count !== values.length) note(notes, 'out_of_range', question, 'rateCount', { min: values.length, max: values.length }) // prettier-ignore
  return own.values.length > 0 ? own : { values, texts: values.map(String) }
}
