import * as v from 'valibot'
import { SignUpInput } from './sign-up-input.ts'
import { lines, MALFORMED } from './text.ts'

const REASON = { min: 4, max: 200 }
const id = v.pipe(v.string(MALFORMED), v.maxLength(64, MALFORMED))

/** Why an official opens somebody's name and number; it goes into the audit log. */
export const Reason = v.pipe(lines(REASON, 'reason'), v.nonEmpty('reason.missing'))
export const ReasonOnly = v.strictObject({ reason: Reason }, MALFORMED)

const { key, shift, name, phone, age, born, guardian, community } = SignUpInput.entries

/** Somebody signed up by the desk: as the public form, without a party and without proof of work. */
export const DeskSignUpInput = v.strictObject(
  { key, shift, name, phone, age, born, guardian, community, reserved: v.optional(v.boolean(MALFORMED), false) },
  MALFORMED,
)
export type DeskSignUpInput = v.InferOutput<typeof DeskSignUpInput>

/** What the desk does with a book: a new query code after a check by phone, or another book joined into it. */
export const VolunteerMove = v.variant(
  'move',
  [
    v.strictObject({ move: v.literal('new_code', MALFORMED), reason: Reason }, MALFORMED),
    v.strictObject({ move: v.literal('merge', MALFORMED), other: id, reason: Reason }, MALFORMED),
  ],
  MALFORMED,
)
export type VolunteerMove = v.InferOutput<typeof VolunteerMove>
