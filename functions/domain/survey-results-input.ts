import * as v from 'valibot'
import { lines, MALFORMED } from './text.ts'
import { Version } from './version.ts'

/** The version of what was published; 0: nothing yet. */
const ResultVersion = v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(0, MALFORMED))

/** What is done with a survey's results. */
export const ResultsMove = v.strictObject(
  { move: v.picklist(['publish', 'withdraw'], MALFORMED), version: ResultVersion },
  MALFORMED,
)
export type ResultsMove = v.InferOutput<typeof ResultsMove>

/** What is done with a resident's text: shown to everyone, kept to the office, or laid back to be read again. */
export const TextMove = v.strictObject(
  { move: v.picklist(['publish', 'hide', 'put_back'], MALFORMED), version: Version },
  MALFORMED,
)
export type TextMove = v.InferOutput<typeof TextMove>

export const PURPOSE = { min: 4, max: 200 }
/** What an export is for; it goes into the audit log. Codes: `purpose.missing`, `purpose.too_short`, `purpose.too_long`. */
export const PurposeInput = v.strictObject(
  { purpose: v.pipe(lines(PURPOSE, 'purpose'), v.nonEmpty('purpose.missing')) },
  MALFORMED,
)

const percent = v.pipe(
  v.number(MALFORMED),
  v.finite(MALFORMED),
  v.minValue(0, 'margins.share_wrong'),
  v.maxValue(100, 'margins.share_wrong'),
)
// A list is an object too, and a record would pass over these names.
const PASSED_OVER = ['__proto__', 'prototype', 'constructor']
const plain = v.custom<Record<string, unknown>>(
  (one) =>
    typeof one === 'object' &&
    one !== null &&
    !Array.isArray(one) &&
    !PASSED_OVER.some((name) => Object.hasOwn(one, name)),
  MALFORMED,
)
const shares = v.optional(
  v.pipe(plain, v.record(v.pipe(v.string(), v.maxLength(80, MALFORMED)), percent, MALFORMED)),
  {},
)

/** The population's shares in per cent, by choice; nothing for a dimension: it is not weighted by. */
export const MarginsInput = v.strictObject(
  {
    margins: v.pipe(plain, v.strictObject({ community: shares, age: shares, sex: shares }, MALFORMED)),
    version: Version,
  },
  MALFORMED,
)
export type MarginsInput = v.InferOutput<typeof MarginsInput>
