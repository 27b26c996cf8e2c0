import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Form } from '../domain/survey/form.ts'
import type { Meaning } from '../domain/survey/meaning.ts'
import { readDefinition } from '../domain/survey/read-definition.ts'
import { readMeaning } from '../domain/survey/read-meaning.ts'
import { isClean } from '../domain/text.ts'
import { hasPlainShape } from '../http/json-shape.ts'

/** The value of a JSON text; `definition.not_json` says on which line it breaks off, `definition.shape` what is too deep. */
const valueOf = (text: string): Outcome<unknown> => {
  if (!hasPlainShape(text)) return refused('definition.shape', 'definition')
  try {
    return done(JSON.parse(text) as unknown)
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    const line = position ? text.slice(0, Number(position)).split('\n').length : 1
    return refused('definition.not_json', 'definition', { line })
  }
}

/** The first text in a value that a database or a page would mangle, or null. */
const strangeText = (value: unknown): string | null => {
  if (typeof value === 'string') return isClean(value) ? null : value
  if (typeof value !== 'object' || value === null) return null
  for (const [key, one] of Object.entries(value)) {
    const found = isClean(key) ? strangeText(one) : key
    if (found !== null) return found
  }
  return null
}

/** What is left to show of a text that cannot be shown whole. */
const shown = (text: string) => text.replace(/[^\p{L}\p{N}\p{P} ]/gu, '�').slice(0, 20)

/** An edition's questions, checked and as they are kept. */
export type Questions = { definition: string; meaning: string; form: Form; read: Meaning }

/**
 * Reads a definition and its meaning as typed. Refusals, with field `definition`: `definition.not_json`,
 * `definition.shape`, `definition.strange_text` and those of `readDefinition`; with field `meaning` those of
 * `readMeaning`.
 */
export const readQuestions = (definition: string, meaning: string): Outcome<Questions> => {
  const json = valueOf(definition)
  if (!json.ok) return json
  const strange = strangeText(json.value)
  if (strange !== null) return refused('definition.strange_text', 'definition', { text: shown(strange) })
  const form = readDefinition(json.value)
  if (!form.ok) return { ok: false, issues: form.issues.map((issue) => ({ ...issue, field: 'definition' })) }
  const meant = valueOf(meaning)
  if (!meant.ok) return refused('meaning.wrong', 'meaning', { part: '' })
  const read = readMeaning(meant.value)
  if (!read.ok) return read
  return done({
    definition: JSON.stringify(json.value),
    meaning: JSON.stringify(read.value),
    form: form.value,
    read: read.value,
  })
}
