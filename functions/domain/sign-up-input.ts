import * as v from 'valibot'
import { readPhone } from './phone.ts'
import { line, MALFORMED, withoutInvisible } from './text.ts'
import { PARTY } from './volunteer.ts'

/** Lengths of a person's name in code points. */
export const PERSON_NAME = { min: 2, max: 40 }

const isMobile = (phone: string | null): phone is string => phone !== null && /^1\d{10}$/.test(phone)
const typed = (max: number) => v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(max, MALFORMED))

/** A mobile of mainland China as eleven digits. Codes: `mobile.missing`, `mobile.wrong`. */
export const mobile = v.pipe(
  v.optional(v.string(MALFORMED), ''),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const read = dataset.value.length > 60 ? null : readPhone(dataset.value)
    if (isMobile(read)) return read
    addIssue({ message: dataset.value.trim() === '' ? 'mobile.missing' : 'mobile.wrong' })
    return NEVER
  }),
)

/** A person's name. Codes: `person_name.missing`, `person_name.too_short`, `person_name.too_long`, `text.*`. */
export const personName = v.pipe(
  line(PERSON_NAME, 'person_name'),
  v.transform((name) => withoutInvisible(name).trim()),
  v.nonEmpty('person_name.missing'),
)

/** A day as `2012-05-08` or `20120508`; whether it is one is asked by `whoComes`. */
const day = v.pipe(
  typed(40),
  v.transform((text) =>
    text
      .normalize('NFKC')
      .trim()
      .replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'),
  ),
)
const Guardian = v.strictObject(
  {
    name: line(PERSON_NAME, 'guardian_name'),
    phone: typed(60),
    consent: v.optional(v.boolean(MALFORMED), false),
  },
  MALFORMED,
)
const Companion = v.strictObject(
  { name: line(PERSON_NAME, 'party_name'), age: v.picklist(['adult', 'minor'], MALFORMED), born: day },
  MALFORMED,
)
const id = v.pipe(v.string(MALFORMED), v.maxLength(64, MALFORMED))

/**
 * A sign-up as the form sends it. Codes: `person_name.*`, `mobile.*`, `age.missing`, `community.missing`, `text.*`,
 * `party.too_many`, `website.leave_empty`; another shape is `request.malformed`.
 * What hangs on the day (how old, whose guardian) is asked by `whoComes`, what hangs on the shift by sign-up.ts.
 */
export const SignUpInput = v.strictObject(
  {
    key: v.pipe(v.string(MALFORMED), v.regex(/^[A-Za-z0-9_-]{16,64}$/, MALFORMED)),
    shift: id,
    name: personName,
    phone: mobile,
    age: v.pipe(
      v.optional(v.string(MALFORMED), ''),
      v.nonEmpty('age.missing'),
      v.picklist(['adult', 'minor'], MALFORMED),
    ),
    born: day,
    guardian: v.nullish(Guardian, null),
    community: v.pipe(v.optional(v.string(MALFORMED), ''), v.nonEmpty('community.missing')),
    skills: v.optional(
      v.pipe(v.array(v.pipe(v.string(MALFORMED), v.maxLength(40, MALFORMED)), MALFORMED), v.maxLength(20, MALFORMED)),
      [],
    ),
    code: v.pipe(v.nullish(v.string(MALFORMED), ''), v.maxLength(400, MALFORMED)),
    party: v.optional(v.pipe(v.array(Companion, MALFORMED), v.maxLength(PARTY.max - 1, 'party.too_many')), []),
    partyConsent: v.optional(v.boolean(MALFORMED), false),
    solution: v.nullish(v.unknown(), null),
    // As in a tip-off: no person sees it, and what fills it in is told so.
    website: v.pipe(v.optional(v.string(MALFORMED), ''), v.empty('website.leave_empty')),
    locale: v.optional(v.picklist(['zh-CN', 'en'], MALFORMED), 'zh-CN'),
  },
  MALFORMED,
)
export type SignUpInput = v.InferOutput<typeof SignUpInput>
