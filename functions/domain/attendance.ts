import * as v from 'valibot'
import { DAY, HOUR, MINUTE } from './shanghai-day.ts'
import { line, lines, MALFORMED } from './text.ts'
import { isUuid } from './uuid.ts'

export const MARK_KINDS = ['in', 'out', 'no_show', 'undo'] as const
export type MarkKind = (typeof MARK_KINDS)[number]
export type Standing = 'none' | 'in' | 'out' | 'no_show'

/** When marks may be made around a shift, how far a phone's clock may run ahead, and when a missing check-out is closed. */
export const MARKING = {
  before: 2 * HOUR,
  after: 6 * HOUR,
  ahead: 2 * MINUTE,
  closedAfter: 12 * HOUR,
  max: 500,
  /** The same person typing the spot code again this soon has not left: they pressed twice. */
  spotAgain: 5 * MINUTE,
}
/** For how long an organiser's phone may keep a roster after the shift. */
export const ROSTER_KEPT = DAY

const id = v.pipe(v.string(MALFORMED), v.check(isUuid, MALFORMED))
const moment = v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(0, MALFORMED))
const version = v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(0, MALFORMED))
const secret = v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(200, MALFORMED))

/** One mark as a phone sends it: by sign-up (tapped in the list) or by check-in code (scanned or typed). */
export const MarkInput = v.strictObject(
  {
    id,
    signUp: v.optional(id),
    checkCode: v.optional(v.pipe(v.string(MALFORMED), v.maxLength(300, MALFORMED))),
    kind: v.picklist(MARK_KINDS, MALFORMED),
    how: v.picklist(['scan', 'list'], MALFORMED),
    at: moment,
  },
  MALFORMED,
)
export type MarkInput = v.InferOutput<typeof MarkInput>
export const MarksInput = v.strictObject(
  { marks: v.pipe(v.array(MarkInput, MALFORMED), v.maxLength(MARKING.max, MALFORMED)) },
  MALFORMED,
)

/** Minutes one record may hold: a day. */
export const MINUTES = { max: 1440 }
export const CorrectInput = v.strictObject(
  {
    version,
    noShow: v.optional(v.boolean(MALFORMED)),
    inAt: v.optional(moment),
    outAt: v.optional(moment),
    minutes: v.optional(
      v.pipe(
        v.number(MALFORMED),
        v.safeInteger(MALFORMED),
        v.minValue(0, 'minutes.out_of_range'),
        v.maxValue(MINUTES.max, 'minutes.out_of_range'),
      ),
    ),
    reason: lines({ min: 4, max: 200 }, 'correction_reason'),
    answer: lines({ min: 2, max: 500 }, 'dispute_answer'),
  },
  MALFORMED,
)
export type CorrectInput = v.InferOutput<typeof CorrectInput>

export const SpotInput = v.strictObject(
  {
    phone: secret,
    code: secret,
    signUp: v.optional(id),
    shift: v.optional(id),
    spotCode: v.pipe(line({ min: 0, max: 40 }, 'spot_code'), v.nonEmpty('spot_code.missing')),
  },
  MALFORMED,
)
export type SpotInput = v.InferOutput<typeof SpotInput>

export const DisputeInput = v.strictObject(
  {
    phone: secret,
    code: secret,
    record: id,
    said: v.pipe(lines({ min: 4, max: 500 }, 'dispute_said'), v.nonEmpty('dispute_said.missing')),
  },
  MALFORMED,
)
export type DisputeInput = v.InferOutput<typeof DisputeInput>

/** A check-in code out of what was scanned (a link with `code=`) or typed: upper case, no gaps, O as 0, I and L as 1. */
export const readCheckCode = (text: string): string => {
  const inLink = /[?&]code=([^&#\s]{1,100})/.exec(text)
  return (inLink?.[1] ?? text)
    .normalize('NFKC')
    .replace(/[^0-9A-Za-z]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
}

/** Why a mark cannot count, or null: too long before or after its shift, or in the future. */
export const markFault = (at: number, shift: { startsAt: number; endsAt: number }, now: number): string | null => {
  if (at > now + MARKING.ahead) return 'mark.in_future'
  if (at < shift.startsAt - MARKING.before) return 'mark.too_early'
  return at > shift.endsAt + MARKING.after ? 'mark.too_late' : null
}

/**
 * Where somebody stands after their marks, in whatever order they came: an undo cancels what was marked until then,
 * being seen outweighs being missed, and who left has been here.
 */
export const standingOf = (marks: readonly { kind: MarkKind; at: number }[]): Standing => {
  const undone = Math.max(-1, ...marks.filter(({ kind }) => kind === 'undo').map(({ at }) => at))
  const live = marks.filter(({ kind, at }) => kind !== 'undo' && at > undone).map(({ kind }) => kind)
  return (['out', 'in', 'no_show'] as const).find((kind) => live.includes(kind)) ?? 'none'
}
