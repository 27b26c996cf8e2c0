import * as v from 'valibot'
import { APPEAL_TEXT, CLAIMS } from './appeal.ts'
import { lines, MALFORMED } from './text.ts'
import { SAID } from './tip-off.ts'
import { Contact } from './tip-off-input.ts'
import { Version } from './version.ts'

/**
 * An appeal as its form sends it, without an account. Codes: `appeal_claim.missing`, `appeal_text.missing`,
 * `appeal_text.too_short`, `appeal_text.too_long`, `name.*`, `phone.missing`, `phone.wrong`, `website.leave_empty`.
 */
export const AppealInput = v.strictObject(
  {
    key: v.pipe(v.string(MALFORMED), v.regex(/^[A-Za-z0-9_-]{16,64}$/, MALFORMED)),
    number: v.pipe(v.string(MALFORMED), v.maxLength(40, MALFORMED)),
    claim: v.pipe(
      v.optional(v.string(MALFORMED), ''),
      v.nonEmpty('appeal_claim.missing'),
      v.picklist(CLAIMS, MALFORMED),
    ),
    text: v.pipe(lines(APPEAL_TEXT, 'appeal_text'), v.nonEmpty('appeal_text.missing')),
    contact: v.nullish(Contact, null),
    solution: v.nullish(v.unknown(), null),
    // As in tip-off-input.ts: refused aloud, for a browser's autofill may have filled it in.
    website: v.pipe(v.optional(v.string(MALFORMED), ''), v.empty('website.leave_empty')),
    locale: v.optional(v.picklist(['zh-CN', 'en'], MALFORMED), 'zh-CN'),
  },
  MALFORMED,
)
export type AppealInput = v.InferOutput<typeof AppealInput>

/** What the office answers; `upheld` takes down what was appealed against in the same moment. */
export const AppealAnswer = v.strictObject(
  {
    version: Version,
    decision: v.picklist(['upheld', 'not_upheld'], MALFORMED),
    said: v.pipe(lines(SAID, 'said'), v.nonEmpty('said.missing')),
  },
  MALFORMED,
)
export type AppealAnswer = v.InferOutput<typeof AppealAnswer>
