import * as v from 'valibot'
import { AnswersInput } from './response-input.ts'
import { QUOTAS_MAX, TARGET_MAX } from './survey/quota.ts'
import { DAY, HOUR } from './shanghai-day.ts'
import { line, MALFORMED, withoutInvisible } from './text.ts'
import { Version } from './version.ts'

export const INTERVIEWER_NAME = { min: 2, max: 20 }
/** The ways of asking that one phone hands round. */
export const INTERVIEW_MODES = ['street', 'household'] as const
export type InterviewMode = (typeof INTERVIEW_MODES)[number]

/** Most responses in one call; a phone with more sends several times. */
export const SYNC_MAX = 50
/** Interviews finished before a survey closed are taken for this long after it. */
export const LATE = 48 * HOUR
/** Who was being asked when it closed may finish. */
export const GRACE = HOUR
/** No interview is put on a day longer ago: no phone is away for more than a week. */
export const OLDEST = 7 * DAY

const code = v.pipe(v.string(MALFORMED), v.maxLength(400, MALFORMED))
/** A moment by the phone's clock, however wrong that is. */
const moment = v.pipe(
  v.number(MALFORMED),
  v.safeInteger(MALFORMED),
  v.minValue(0, MALFORMED),
  v.maxValue(8_640_000_000_000, MALFORMED),
)
const count = v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(0, MALFORMED))

/** The code as typed; whether it is one is not told apart from whether it opens anything. */
export const OpenInterviewsInput = v.strictObject({ code }, MALFORMED)

/** One interview as it waited on the phone. What is wrong with it is told of it alone, the others are taken. */
export const InterviewInput = v.strictObject(
  {
    key: v.pipe(v.string(MALFORMED), v.regex(/^[A-Za-z0-9_-]{16,64}$/, MALFORMED)),
    survey: v.pipe(v.string(MALFORMED), v.maxLength(48, MALFORMED)),
    edition: v.pipe(count, v.minValue(1, MALFORMED)),
    editionVersion: v.pipe(count, v.minValue(1, MALFORMED)),
    mode: v.picklist(INTERVIEW_MODES, MALFORMED),
    community: v.nullish(v.pipe(v.string(MALFORMED), v.maxLength(64, MALFORMED)), null),
    answers: AnswersInput,
    seconds: v.nullish(v.pipe(v.number(MALFORMED), v.finite(MALFORMED), v.minValue(0, MALFORMED)), null),
    takenAt: moment,
  },
  MALFORMED,
)
export type InterviewInput = v.InferOutput<typeof InterviewInput>

/** How many people this phone counted on a day who did not want to be asked; what it counts last is right. */
const Declined = v.strictObject(
  {
    phone: v.pipe(v.string(MALFORMED), v.uuid(MALFORMED)),
    day: v.pipe(v.string(MALFORMED), v.regex(/^20\d\d-[01]\d-[0-3]\d$/, MALFORMED)),
    n: v.pipe(count, v.maxValue(10_000, MALFORMED)),
  },
  MALFORMED,
)
export type Declined = v.InferOutput<typeof Declined>

/** What a phone sends: each interview is read by itself (`InterviewInput`). `sentAt`: the phone's clock, now. */
export const SyncInput = v.strictObject(
  {
    code,
    sentAt: moment,
    responses: v.pipe(v.array(v.unknown(), MALFORMED), v.maxLength(SYNC_MAX, MALFORMED)),
    declined: v.optional(v.pipe(v.array(Declined, MALFORMED), v.maxLength(10, MALFORMED)), []),
  },
  MALFORMED,
)
export type SyncInput = v.InferOutput<typeof SyncInput>

/** Who hands the phone round. Codes: `interviewer_name.*`. */
export const InterviewerInput = v.strictObject(
  {
    name: v.pipe(
      line(INTERVIEWER_NAME, 'interviewer_name'),
      v.transform(withoutInvisible),
      v.nonEmpty('interviewer_name.missing'),
    ),
  },
  MALFORMED,
)
export type InterviewerInput = v.InferOutput<typeof InterviewerInput>

export const InterviewerMove = v.strictObject(
  { move: v.picklist(['new_code', 'end'], MALFORMED), version: Version },
  MALFORMED,
)
export type InterviewerMove = v.InferOutput<typeof InterviewerMove>

/** All quotas of a survey, in place of those before; `version` is the survey's. Codes: `quota.*`. */
export const QuotasInput = v.strictObject(
  {
    quotas: v.pipe(
      v.array(
        v.strictObject(
          {
            cell: v.pipe(v.string(MALFORMED), v.maxLength(200, MALFORMED)),
            target: v.pipe(
              v.number('quota.wrong_target'),
              v.integer('quota.wrong_target'),
              v.minValue(0, 'quota.wrong_target'),
              v.maxValue(TARGET_MAX, 'quota.wrong_target'),
            ),
          },
          MALFORMED,
        ),
        MALFORMED,
      ),
      v.maxLength(QUOTAS_MAX, 'quota.too_many'),
    ),
    version: Version,
  },
  MALFORMED,
)
export type QuotasInput = v.InferOutput<typeof QuotasInput>

/**
 * When an interview was finished, by our clock: the phone's is as wrong while sending as it was then. Never in the
 * future, never before the survey opened, never longer ago than a week.
 */
export const takenAtOf = (taken: number, sent: number, now: number, opensAt: number | null): number =>
  Math.min(now, Math.max(taken + (now - sent), opensAt ?? 0, now - OLDEST))
