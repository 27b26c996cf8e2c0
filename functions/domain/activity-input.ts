import * as v from 'valibot'
import { phoneAs } from './team-input.ts'
import { line, lines, MALFORMED } from './text.ts'
import { Version } from './version.ts'
import { ACTIVITY } from './volunteer.ts'

/** Lengths in code points after trimming and NFC, and counts. */
export const DESK_ACTIVITY = {
  contactName: { min: 2, max: 20 },
  bring: { min: 0, max: 100 },
  said: { min: 4, max: 200 },
  weeks: { min: 1, max: 26 },
  days: { min: 1, max: 366 },
  shifts: 200,
}

const chosen = (missing: string) =>
  v.pipe(v.optional(v.string(MALFORMED), ''), v.nonEmpty(missing), v.maxLength(64, MALFORMED))

/** A whole number as a form or JSON sends it, `wrong` when it is none or out of bounds. */
export const whole = (min: number, max: number, wrong: string) =>
  v.pipe(
    v.union([v.number(), v.string()], MALFORMED),
    v.transform((given) => (typeof given === 'string' ? (/^\s*\d{1,6}\s*$/.test(given) ? Number(given) : NaN) : given)),
    v.check((n) => Number.isSafeInteger(n) && n >= min && n <= max, wrong),
  )

const about = {
  title: v.pipe(line(ACTIVITY.title, 'title'), v.nonEmpty('title.missing')),
  kind: chosen('activity_kind.missing'),
  text: v.pipe(lines(ACTIVITY.text, 'activity_text'), v.nonEmpty('activity_text.missing')),
  centre: chosen('centre.missing'),
  team: v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(64, MALFORMED)),
  community: chosen('activity_community.missing'),
  place: v.pipe(line(ACTIVITY.place, 'place'), v.nonEmpty('place.missing')),
  contactName: v.pipe(line(DESK_ACTIVITY.contactName, 'contact_name'), v.nonEmpty('contact_name.missing')),
  contactPhone: phoneAs('contact_phone'),
  bring: line(DESK_ACTIVITY.bring, 'bring'),
  minAge: v.optional(whole(0, 18, 'min_age.wrong'), 0),
  skills: v.optional(v.pipe(v.array(v.string(MALFORMED), MALFORMED), v.maxLength(20, MALFORMED)), []),
}

/**
 * What an activity is, as the desk's form sends it. Codes: `title.*`, `activity_kind.missing`, `activity_text.*`,
 * `centre.missing`, `activity_community.missing`, `place.*`, `contact_name.*`, `contact_phone.*`, `bring.too_long`,
 * `min_age.wrong`. Whether kind, centre, community, skills and team exist is asked where the district is known.
 */
export const ActivityInput = v.strictObject(about, MALFORMED)
export type ActivityInput = v.InferOutput<typeof ActivityInput>

/** The same for an activity that is there: `version` is that of the row the form was drawn from. */
export const ActivityChange = v.strictObject({ ...about, version: Version }, MALFORMED)

const said = lines(DESK_ACTIVITY.said, 'cancel_said')
const shiftId = v.optional(v.pipe(v.string(MALFORMED), v.maxLength(64, MALFORMED)), '')

/**
 * What is done with an activity. `said` is why it is cancelled, for the volunteers to read; `days` by how much a copy's
 * shifts lie later; `shift` and `weeks`: which shift is repeated for how many weeks more.
 */
export const ActivityMove = v.variant(
  'move',
  [
    v.strictObject({ move: v.picklist(['publish', 'delete'], MALFORMED), version: Version }, MALFORMED),
    v.strictObject(
      {
        move: v.literal('cancel', MALFORMED),
        version: Version,
        said: v.pipe(said, v.nonEmpty('cancel_said.missing')),
      },
      MALFORMED,
    ),
    v.strictObject(
      {
        move: v.literal('copy', MALFORMED),
        version: Version,
        days: whole(DESK_ACTIVITY.days.min, DESK_ACTIVITY.days.max, 'days.wrong'),
      },
      MALFORMED,
    ),
    v.strictObject(
      {
        move: v.literal('repeat', MALFORMED),
        version: Version,
        shift: v.pipe(shiftId, v.nonEmpty('repeat_shift.missing')),
        weeks: whole(DESK_ACTIVITY.weeks.min, DESK_ACTIVITY.weeks.max, 'weeks.wrong'),
      },
      MALFORMED,
    ),
  ],
  MALFORMED,
)
export type ActivityMove = v.InferOutput<typeof ActivityMove>

/** What is done with one shift beside changing it. */
export const ShiftMove = v.strictObject(
  {
    move: v.literal('cancel', MALFORMED),
    version: Version,
    said: v.pipe(said, v.nonEmpty('cancel_said.missing')),
  },
  MALFORMED,
)
export type ShiftMove = v.InferOutput<typeof ShiftMove>
