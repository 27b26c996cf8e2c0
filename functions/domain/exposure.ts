import { DAY, shanghaiDay, shanghaiMidnight } from './shanghai-day.ts'
import type { Door, Status } from './tip-off.ts'
import { readTypedTime } from './typed-time.ts'

/** What became of a proposal to publish a case on the exposure board (曝光台). */
export const EXPOSURE_STATES = ['proposed', 'published', 'refused', 'withdrawn', 'void', 'replaced', 'down'] as const
export type ExposureState = (typeof EXPOSURE_STATES)[number]

/** Why a published case was taken down: by hand, its time was over, an appeal was upheld, the case itself changed. */
export const TAKE_DOWN_KINDS = ['hidden', 'expired', 'appeal', 'changed'] as const
export type TakeDownKind = (typeof TAKE_DOWN_KINDS)[number]

/** What is looked for on each picture before anybody may see it, each ticked as not there or covered. */
export const MASK_CHECKS = ['faces', 'plates', 'names'] as const

/** How long a case is public when nobody says otherwise, and at most, in days (district.json). */
export type ExposureDays = { days: number; max_days: number }

/** The last day it is public, as a day field shows it: `2026-11-22`. */
export const usualLastDay = (now: number, { days }: ExposureDays): string => shanghaiDay(now + days * DAY)

/**
 * The moment at which it ends, the midnight after the typed day, or why it cannot be taken: `exposure_until.missing`,
 * `exposure_until.unreadable`, `exposure_until.past`, `exposure_until.too_far`.
 */
export const readLastDay = (
  typed: string,
  now: number,
  { max_days }: ExposureDays,
): { at: number } | { code: string } => {
  if (typed.trim() === '') return { code: 'exposure_until.missing' }
  const day = readTypedTime(typed, '00:00')
  if (day === null) return { code: 'exposure_until.unreadable' }
  if (day < shanghaiMidnight(now)) return { code: 'exposure_until.past' }
  return day > now + max_days * DAY ? { code: 'exposure_until.too_far' } : { at: day + DAY }
}

/** Only what is closed may be proposed: its end is what the board shows. */
export const mayBeProposed = (status: Status): boolean => status === 'closed'

/** A problem is shown with its mending, before and after side by side; praise needs no picture. */
export const lacksPair = (
  door: Door,
  photos: readonly { kind: 'before' | 'after' }[],
  chosen: readonly { kind: 'before' | 'after' }[],
): boolean => {
  if (door === 'praise') return false
  const has = (list: readonly { kind: string }[], kind: string) => list.some((one) => one.kind === kind)
  return !has(chosen, 'after') || (has(photos, 'before') && !has(chosen, 'before'))
}
