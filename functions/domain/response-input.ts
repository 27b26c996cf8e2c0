import * as v from 'valibot'
import { MALFORMED } from './text.ts'

const UNUSABLE = ['__proto__', 'constructor', 'prototype']
/** An object without the names that valibot would drop in silence: nothing that was sent is lost unsaid. */
const named = v.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !UNUSABLE.some((name) => Object.hasOwn(value, name)),
  MALFORMED,
)
const scalar = v.union([v.string(MALFORMED), v.number(MALFORMED), v.boolean(MALFORMED)], MALFORMED)
const rows = v.pipe(named, v.record(v.string(MALFORMED), scalar, MALFORMED))
const value = v.union([scalar, v.array(scalar, MALFORMED), rows], MALFORMED)
const key = v.pipe(v.string(MALFORMED), v.regex(/^[A-Za-z0-9_-]{16,64}$/, MALFORMED))
const short = (max: number) => v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(max, MALFORMED))

/** Answers as SurveyJS keeps them; which of them are right for the form is judged by domain/survey/take-answers.ts. */
export const AnswersInput = v.pipe(named, v.record(v.string(MALFORMED), value, MALFORMED))

const common = { key, edition: v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(1, MALFORMED)) }

/** One respondent's answers as form and phone send them. Codes: `website.leave_empty`; else `request.malformed`. */
export const ResponseInput = v.strictObject(
  {
    ...common,
    mode: v.picklist(['link', 'code', 'window'], MALFORMED),
    answers: AnswersInput,
    code: short(400),
    window: short(64),
    seconds: v.nullish(v.pipe(v.number(MALFORMED), v.finite(MALFORMED), v.minValue(0, MALFORMED)), null),
    again: v.optional(v.boolean(MALFORMED), false),
    solution: v.nullish(v.unknown(), null),
    // As in tip-off-input.ts: refused aloud, for a browser's autofill may have filled it in.
    website: v.pipe(v.optional(v.string(MALFORMED), ''), v.empty('website.leave_empty')),
    locale: v.optional(v.picklist(['zh-CN', 'en'], MALFORMED), 'zh-CN'),
  },
  MALFORMED,
)
export type ResponseInput = v.InferOutput<typeof ResponseInput>

/** A paper questionnaire as a clerk enters it. */
export const PaperInput = v.strictObject({ ...common, answers: AnswersInput, community: short(64) }, MALFORMED)
export type PaperInput = v.InferOutput<typeof PaperInput>
