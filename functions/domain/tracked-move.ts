import * as v from 'valibot'
import { lines, MALFORMED } from './text.ts'
import { RATINGS, SAID } from './tip-off.ts'

const receipt = v.pipe(v.string(MALFORMED), v.maxLength(400, MALFORMED))
const version = v.optional(v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED)))

/** The receipt code as typed; whether it is one is not told apart from whether it opens a case. */
export const TrackInput = v.strictObject({ receipt }, MALFORMED)

/** What a reporter may do with their own case. Codes: `said.missing`, `said.*`, `rating.missing`. */
export const TrackedMove = v.variant(
  'move',
  [
    v.strictObject(
      {
        receipt,
        version,
        move: v.literal('answer'),
        said: v.pipe(lines(SAID, 'said'), v.nonEmpty('said.missing')),
      },
      MALFORMED,
    ),
    v.strictObject(
      {
        receipt,
        version,
        move: v.literal('rate'),
        rating: v.pipe(
          v.optional(v.string(MALFORMED), ''),
          v.nonEmpty('rating.missing'),
          v.picklist(RATINGS, MALFORMED),
        ),
        note: lines(SAID, 'said'),
      },
      MALFORMED,
    ),
    v.strictObject({ receipt, version, move: v.literal('withdraw') }, MALFORMED),
  ],
  MALFORMED,
)
export type TrackedMove = v.InferOutput<typeof TrackedMove>
