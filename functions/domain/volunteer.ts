import { inGroups, readCode } from './receipt.ts'
import { DAY, HOUR, MINUTE } from './shanghai-day.ts'

/** Where a sign-up stands. Places are held by `confirmed` and `offered`; the order of the waiting list is its `seq`. */
export const SIGN_UP_STATES = ['confirmed', 'waiting', 'offered', 'cancelled', 'lapsed', 'called_off'] as const
export type SignUpState = (typeof SIGN_UP_STATES)[number]

/** What the public sees of a shift. `closed`: sign-up is not open (yet, or any more). */
export type ShiftState = 'open' | 'full' | 'closed' | 'cancelled' | 'past'

export type ShiftTimes = { startsAt: number; endsAt: number; opensAt: number; closesAt: number }

/** The state of a shift at a moment; `free` is how many places the public may still take. */
export const shiftState = (shift: ShiftTimes & { cancelled: boolean; free: number }, now: number): ShiftState => {
  if (shift.cancelled) return 'cancelled'
  if (now >= shift.endsAt) return 'past'
  if (now < shift.opensAt || now >= shift.closesAt) return 'closed'
  return shift.free > 0 ? 'open' : 'full'
}

/** Lengths in code points after trimming and NFC. */
export const ACTIVITY = { title: { min: 4, max: 40 }, text: { min: 10, max: 2000 }, place: { min: 2, max: 60 } }
/** How many people one sign-up may bring, the one who signs up included. */
export const PARTY = { max: 40 }

export const OFFER = { longest: DAY, endsBefore: 2 * HOUR, shortest: 30 * MINUTE }

/**
 * Until when somebody who moved up from the waiting list has to say yes: a day, and two hours before the shift at the
 * latest. Null when that is less than half an hour off: then nobody is asked and the place is theirs at once.
 */
export const offerUntil = (now: number, startsAt: number): number | null => {
  const until = Math.min(now + OFFER.longest, startsAt - OFFER.endsBefore)
  return until - now < OFFER.shortest ? null : until
}

/** Minutes of service between check-in and check-out, as far as they lie within the shift. */
export const servedMinutes = (at: { in: number; out: number }, shift: { startsAt: number; endsAt: number }): number =>
  Math.max(0, Math.floor((Math.min(at.out, shift.endsAt) - Math.max(at.in, shift.startsAt)) / MINUTE))

/** Minutes as hours in steps of half an hour, rounded to the nearest, as records and certificates show them. */
export const halfHours = (minutes: number): number => Math.round(minutes / 30) / 2

const BORN = /^(\d{4})-(\d{2})-(\d{2})$/

/**
 * Age in full years on a day (`2026-11-22`) of somebody born on a day; null when either is no day of the calendar.
 * Who was born on 29 February turns a year older on 1 March of other years (民法典 art. 200 counts by the day).
 */
export const ageOn = (born: string, day: string): number | null => {
  const from = BORN.exec(born)
  const to = BORN.exec(day)
  if (!from || !to || !isDay(born) || !isDay(day)) return null
  const years = Number(to[1]) - Number(from[1])
  return `${to[2]}-${to[3]}` < `${from[2]}-${from[3]}` ? years - 1 : years
}

const isDay = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text
}

/** Under 14 a guardian's separate consent is needed (PIPL art. 31), under 18 a guardian to call. */
export const AGE = { child: 14, adult: 18 }
export type AgeBand = 'adult' | 'teen' | 'child'
export const ageBand = (age: number): AgeBand => (age < AGE.child ? 'child' : age < AGE.adult ? 'teen' : 'adult')

const QUERY_CODE = 12

/** A query code (查询码) of a volunteer as `formatQueryCode` writes it, or null; forgives what `readReceipt` forgives. */
export const readQueryCode = (typed: string): string | null => readCode(typed, QUERY_CODE)

/** The query code in base 32: three groups of four characters, sixty bits, which is enough behind a mobile number. */
export const formatQueryCode = (base32: string): string => inGroups(base32.slice(0, QUERY_CODE))
