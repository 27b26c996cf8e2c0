import { DAY } from './shanghai-day.ts'

/** The rule of a district's volunteer points (积分), content/district/district.json. While `on` is false nothing shows them. */
export type PointsRule = {
  on: boolean
  per_half_hour: number
  /** No day gives more than this, however many services it held. */
  daily_cap: number
  /** Points may be used this many days after the service: what is corrected until then was never given. */
  cool_down_days: number
}
export type Counted = { servedOn: string; minutes: number; noShow: boolean }
/** `pending` waits out the cool-down; `balance` may fall below zero when a record is corrected after points were spent. */
export type Points = { earned: number; pending: number; balance: number }

const dayOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)

/** Points of one day's minutes: full half hours only, added up over the day, up to the cap. */
const ofDay = (minutes: number, rule: PointsRule): number =>
  Math.min(rule.daily_cap, Math.floor(minutes / 30) * rule.per_half_hour)

/**
 * The points of one person on a day (`2026-11-22`), made of all their records each time: nothing is booked, so a record
 * that was corrected, or turned out a no-show, takes its points back by itself. `spent` is what was used so far.
 */
export const pointsOf = (records: readonly Counted[], spent: number, today: string, rule: PointsRule): Points => {
  const minutes = new Map<string, number>()
  for (const { servedOn, minutes: served, noShow } of records) {
    if (!noShow && servedOn <= today) minutes.set(servedOn, (minutes.get(servedOn) ?? 0) + Math.max(0, served))
  }
  let [earned, pending] = [0, 0]
  for (const [day, served] of minutes) {
    const points = ofDay(served, rule)
    if (dayOf(today) - dayOf(day) >= rule.cool_down_days * DAY) earned += points
    else pending += points
  }
  return { earned, pending, balance: earned - spent }
}
