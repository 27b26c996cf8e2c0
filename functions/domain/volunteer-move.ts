import * as v from 'valibot'
import { lines, MALFORMED } from './text.ts'
import { SAID } from './tip-off.ts'

// Whether mobile and code are any is not told apart from whether they open a book.
const typed = v.pipe(v.string(MALFORMED), v.maxLength(400, MALFORMED))
const id = v.pipe(v.string(MALFORMED), v.maxLength(64, MALFORMED))
const opened = { phone: typed, code: typed }

/** A mobile and a query code, as typed. */
export const OpenInput = v.strictObject(opened, MALFORMED)
export const JoinInput = v.strictObject({ ...opened, otherPhone: typed, otherCode: typed }, MALFORMED)

/** What a volunteer may do with a sign-up of their own. Codes: `said.too_short`, `said.too_long`, `text.*`. */
export const VolunteerMove = v.variant(
  'move',
  [
    v.strictObject({ ...opened, signUp: id, move: v.literal('cancel'), said: lines(SAID, 'said') }, MALFORMED),
    v.strictObject({ ...opened, signUp: id, move: v.literal('confirm') }, MALFORMED),
    v.strictObject({ ...opened, signUp: id, move: v.literal('decline') }, MALFORMED),
    v.strictObject({ ...opened, signUp: id, move: v.literal('swap'), to: id, said: lines(SAID, 'said') }, MALFORMED),
  ],
  MALFORMED,
)
export type VolunteerMove = v.InferOutput<typeof VolunteerMove>
