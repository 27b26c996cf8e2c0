import * as v from 'valibot'
import { done, refused, type Outcome } from '../outcome.ts'
import { isClean } from '../text.ts'
import type { Meaning } from './meaning.ts'

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(120), v.check(isClean))
const values = v.pipe(v.array(v.pipe(v.string(), v.maxLength(120), v.check(isClean))), v.maxLength(200))
const measure = v.strictObject({ question: name, counts: values, leavesOut: v.exactOptional(values) })
const measures = v.exactOptional(v.pipe(v.array(measure), v.maxLength(50)))
const weight = v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1000)))
const text = v.union([
  v.pipe(v.string(), v.maxLength(1000), v.check(isClean)),
  v.record(v.pipe(v.string(), v.maxLength(20)), v.pipe(v.string(), v.maxLength(1000), v.check(isClean))),
])
const byHeadline = <T extends v.GenericSchema>(one: T) => ({
  satisfaction: one,
  awareness: one,
  support: one,
  participation: one,
})
const because = v.pipe(
  v.record(name, v.strictObject({ text, rule: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,80}$/))) })),
  v.check((entries) => Object.keys(entries).length <= 200),
)

const MeaningInput = v.strictObject({
  community: v.exactOptional(name),
  age: v.exactOptional(name),
  sex: v.exactOptional(name),
  headline: v.exactOptional(v.strictObject(byHeadline(measures))),
  weights: v.exactOptional(v.strictObject(byHeadline(weight))),
  because: v.exactOptional(because),
})

/**
 * What the questions of an edition mean, read from JSON; `meaning.wrong` names the part that is of another shape.
 * Whether the questions it names exist is for the lint to say.
 */
export const readMeaning = (json: unknown): Outcome<Meaning> => {
  // To valibot a list is an object without keys.
  if (Array.isArray(json)) return refused('meaning.wrong', 'meaning', { part: '' })
  const read = v.safeParse(MeaningInput, json)
  if (read.success) return done(read.output as Meaning)
  const part = (read.issues[0].path ?? []).map(({ key }) => String(key)).join('.')
  return refused('meaning.wrong', 'meaning', { part })
}
