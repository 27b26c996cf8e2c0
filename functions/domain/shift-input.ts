import * as v from 'valibot'
import { whole } from './activity-input.ts'
import { readLocalTime } from './local-time.ts'
import { done, type Issue, type Outcome } from './outcome.ts'
import { DAY, HOUR } from './shanghai-day.ts'
import { MALFORMED } from './text.ts'
import { Version } from './version.ts'

/** How many people a shift takes, how long it lasts at most and how far ahead it is planned. */
export const SHIFT = { capacity: { min: 1, max: 2000 }, longest: DAY, farthest: 400 * DAY, cancelBefore: 12 * HOUR }

const local = v.pipe(v.optional(v.string(MALFORMED), ''), v.trim(), v.maxLength(40, MALFORMED))
const form = {
  startsAt: local,
  endsAt: local,
  capacity: whole(SHIFT.capacity.min, SHIFT.capacity.max, 'capacity.wrong'),
  reserved: v.optional(whole(0, SHIFT.capacity.max, 'reserved.wrong'), 0),
  opensAt: local,
  closesAt: local,
  cancelUntil: local,
}

/** A shift as the desk's form sends it: local times of China, `2026-11-24T09:00`; the last three may be empty. */
export const ShiftInput = v.strictObject(form, MALFORMED)
export type ShiftInput = v.InferOutput<typeof ShiftInput>
export const ShiftChange = v.strictObject({ ...form, version: Version }, MALFORMED)

/** A shift's times as epoch milliseconds, and its places. */
export type ShiftPlan = {
  startsAt: number
  endsAt: number
  capacity: number
  reserved: number
  opensAt: number
  closesAt: number
  cancelUntil: number
}

const timesOf = (input: ShiftInput, now: number) => {
  const startsAt = readLocalTime(input.startsAt)
  const or = (text: string, otherwise: number | null) => (text === '' ? otherwise : readLocalTime(text))
  return {
    startsAt,
    endsAt: readLocalTime(input.endsAt),
    opensAt: or(input.opensAt, now),
    closesAt: or(input.closesAt, startsAt),
    // Half a day's notice where the desk says nothing, and less where the shift is nearer than that.
    cancelUntil: or(
      input.cancelUntil,
      startsAt === null ? null : Math.min(startsAt, Math.max(startsAt - SHIFT.cancelBefore, now)),
    ),
  }
}

const NAMES = {
  startsAt: 'starts',
  endsAt: 'ends',
  opensAt: 'opens',
  closesAt: 'closes',
  cancelUntil: 'cancel_until',
} as const

/**
 * The shift a form means, each refusal on its own field. Left empty: sign-up opens now, closes at the start, and can be
 * cancelled until half a day before. `from` is the start it had before: a shift that began may keep its start.
 * Codes: `starts.missing|wrong|past|too_far`, `ends.missing|wrong|before_start|too_long`, `opens.wrong|after_close`,
 * `closes.wrong|after_start`, `cancel_until.wrong|after_start`, `reserved.over_capacity`.
 */
export const planShift = (input: ShiftInput, now: number, from: number | null = null): Outcome<ShiftPlan> => {
  const times = timesOf(input, now)
  const issues: Issue[] = []
  const wrong = (field: keyof typeof NAMES | 'reserved', code: string) => issues.push({ code, field })
  for (const field of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
    if (times[field] !== null) continue
    const isEmpty = input[field] === ''
    // An empty time that follows from the start is not a mistake of its own.
    if (!isEmpty || field === 'startsAt' || field === 'endsAt')
      wrong(field, `${NAMES[field]}.${isEmpty ? 'missing' : 'wrong'}`)
  }
  const { startsAt, endsAt, opensAt, closesAt, cancelUntil } = times
  if (startsAt !== null && startsAt !== from) {
    if (startsAt <= now) wrong('startsAt', 'starts.past')
    else if (startsAt > now + SHIFT.farthest) wrong('startsAt', 'starts.too_far')
  }
  if (startsAt !== null && endsAt !== null) {
    if (endsAt <= startsAt) wrong('endsAt', 'ends.before_start')
    else if (endsAt - startsAt > SHIFT.longest) wrong('endsAt', 'ends.too_long')
  }
  if (startsAt !== null && closesAt !== null && closesAt > startsAt) wrong('closesAt', 'closes.after_start')
  if (opensAt !== null && closesAt !== null && opensAt >= closesAt && input.opensAt !== '')
    wrong('opensAt', 'opens.after_close')
  if (startsAt !== null && cancelUntil !== null && cancelUntil > startsAt)
    wrong('cancelUntil', 'cancel_until.after_start')
  if (input.reserved > input.capacity) wrong('reserved', 'reserved.over_capacity')
  const { capacity, reserved } = input
  if (issues.length > 0 || startsAt === null || endsAt === null) return { ok: false, issues }
  if (opensAt === null || closesAt === null || cancelUntil === null) return { ok: false, issues }
  return done({ startsAt, endsAt, capacity, reserved, opensAt: Math.min(opensAt, closesAt), closesAt, cancelUntil })
}
