import * as v from 'valibot'
import { tellsOf } from './telling.ts'
import { lines, MALFORMED } from './text.ts'
import { PHOTOS, SAID } from './tip-off.ts'

export const PUBLIC_TEXT = { min: 2, max: 500 }

const id = v.pipe(v.string(MALFORMED), v.uuid(MALFORMED))
const version = v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(1, MALFORMED))
const ticked = v.optional(v.boolean(MALFORMED), false)

/** A text everybody will read. Codes: `public_text.missing`, `.too_short`, `.too_long`, and those of `tellsOf`. */
const publicText = v.pipe(
  lines(PUBLIC_TEXT, 'public_text'),
  v.nonEmpty('public_text.missing'),
  v.rawCheck(({ dataset, addIssue }) => {
    const code = dataset.typed ? tellsOf(dataset.value) : null
    if (code !== null) addIssue({ message: code })
  }),
)

/** One picture as it was looked at: which rendition, and what is not on it or covered. */
const picture = v.strictObject(
  {
    photo: id,
    key: v.pipe(v.string(MALFORMED), v.maxLength(200, MALFORMED)),
    ...{ faces: ticked, plates: ticked, names: ticked },
    minors: v.optional(v.picklist(['', 'clear', 'recognisable'], MALFORMED), ''),
  },
  MALFORMED,
)

/** A proposal to publish a case; pictures and last day are judged where the case is known (propose-exposure.ts). */
export const ExposureInput = v.strictObject(
  {
    version,
    publicText,
    until: v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(40, MALFORMED)),
    pictures: v.pipe(v.optional(v.array(picture, MALFORMED), []), v.maxLength(PHOTOS.max * 2, MALFORMED)),
  },
  MALFORMED,
)
export type ExposureInput = v.InferOutput<typeof ExposureInput>
export type CheckedPicture = ExposureInput['pictures'][number]

/** What the second person says of it; `withdraw` is the first one's. A refusal gives its reason. */
export const ExposureDecision = v.strictObject(
  { decision: v.picklist(['approve', 'refuse', 'withdraw'], MALFORMED), reason: lines(SAID, 'exposure_reason') },
  MALFORMED,
)
export type ExposureDecision = v.InferOutput<typeof ExposureDecision>

/** Off the board, at once, and why. */
export const TakeDownInput = v.strictObject(
  { reason: v.pipe(lines(SAID, 'exposure_reason'), v.nonEmpty('exposure_reason.missing')) },
  MALFORMED,
)
export type TakeDownInput = v.InferOutput<typeof TakeDownInput>
