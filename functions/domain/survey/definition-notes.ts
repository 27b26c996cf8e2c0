import type { Issue } from '../outcome.ts'
import { readExpression } from './expression.ts'
import type { Expression, Text } from './form.ts'

/** How much a definition may hold. */
export const DEFINITION = {
  ...{ questions: 200, choices: 100, rows: 50, pages: 50, depth: 5, validators: 10 },
  ...{ characters: 200_000, title: 500, description: 2000, choice: 200, value: 60 },
}
const MOST_ISSUES = 50

/** What was found while a definition was read; `weight` counts the characters people read. */
export type Notes = { issues: Issue[]; weight: number }

const STRANGE = /[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u
const LOCALE = /^(?:default|[a-z]{2,3}(?:-[A-Za-z]{2,4})?)$/
const shown = (name: unknown) => (typeof name === 'string' ? name.slice(0, 60) : '')

export const note = (notes: Notes, code: string, question: string, property: string, more: Issue['detail'] = {}) => {
  const detail = { question: shown(question), property: shown(property), ...more }
  if (notes.issues.length < MOST_ISSUES) notes.issues.push({ code: `definition.${code}`, detail })
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A sentence, or one for each locale; empty ones count as absent. */
const readText = (value: unknown, max: number): Text | 'type' | 'locale' | 'long' | 'strange' | undefined => {
  const texts = typeof value === 'string' ? { default: value } : value
  if (!isObject(texts)) return 'type'
  const entries = Object.entries(texts)
  if (entries.length > 20 || entries.some(([locale]) => !LOCALE.test(locale))) return 'locale'
  if (entries.some(([, text]) => typeof text !== 'string')) return 'type'
  const said = (entries as [string, string][]).filter(([, text]) => text.trim() !== '')
  if (said.some(([, text]) => text.length > max)) return 'long'
  if (said.some(([, text]) => STRANGE.test(text))) return 'strange'
  if (said.length === 0) return undefined
  return typeof value === 'string' ? value : Object.fromEntries(said)
}

/**
 * Takes the properties of one object of a definition, one by one; whatever `rest` finds not taken lies outside the
 * subset and is noted. `question` is what the notes call the object by, `path` what stands before a property's name.
 */
export const taker = (object: Record<string, unknown>, question: string, notes: Notes, path = '') => {
  const taken = new Set<string>()
  const complain = (code: string, key: string, more?: Issue['detail']) => {
    note(notes, code, question, path + key, more)
    return undefined
  }
  const raw = (key: string): unknown => {
    taken.add(key)
    return Object.hasOwn(object, key) ? object[key] : undefined
  }

  const text = (key: string, max: number = DEFINITION.title): Text | undefined => {
    const value = raw(key)
    if (value === undefined) return undefined
    const read = readText(value, max)
    if (read === 'type' || read === 'locale') return complain(read === 'type' ? 'wrong_type' : 'wrong_locale', key)
    if (read === 'long') return complain('text_too_long', key, { max })
    if (read === 'strange') return complain('strange_characters', key)
    notes.weight += read === undefined ? 0 : JSON.stringify(read).length
    return read
  }
  const flag = (...keys: string[]): true | undefined => {
    const values = keys.map((key) => [key, raw(key)] as const)
    for (const [key, value] of values) {
      if (value !== undefined && typeof value !== 'boolean') return complain('wrong_type', key)
    }
    return values.some(([, value]) => value === true) ? true : undefined
  }
  const number = (key: string, { min = -1e9, max = 1e9, whole = false } = {}): number | undefined => {
    const value = raw(key)
    if (value === undefined) return undefined
    if (typeof value !== 'number' || !Number.isFinite(value)) return complain('wrong_type', key)
    if (value < min || value > max || (whole && !Number.isInteger(value)))
      return complain('out_of_range', key, { min, max })
    return value
  }
  const one = <T extends string>(key: string, of: readonly T[]): T | undefined => {
    const value = raw(key)
    if (value === undefined || of.includes(value as T)) return value as T | undefined
    return complain('unsupported_value', key, { value: shown(value) })
  }
  const expression = (key: string): Expression | undefined => {
    const value = raw(key)
    if (value === undefined || value === '') return undefined
    if (typeof value !== 'string') return complain('wrong_type', key)
    const read = readExpression(value)
    return read.ok ? read.value : complain(`expression_${read.why}`, key, { near: read.near })
  }
  const list = (key: string, max: number): unknown[] | undefined => {
    const value = raw(key)
    if (value === undefined) return undefined
    if (!Array.isArray(value)) return complain('wrong_type', key)
    if (value.length > max) return complain('too_many', key, { max })
    return value
  }
  const rest = () => {
    for (const key of Object.keys(object)) if (!taken.has(key)) complain('unsupported_property', key)
  }
  return { raw, text, flag, number, one, expression, list, rest, complain }
}
export type Taker = ReturnType<typeof taker>

/** Only the properties that were given: nothing is kept as undefined. */
export const given = <T extends object>(properties: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as never
