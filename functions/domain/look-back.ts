import * as v from 'valibot'
import { dueSpan, DUE } from './queue-filter.ts'
import { DAY, shanghaiDay, shanghaiMidnight } from './shanghai-day.ts'
import { lines, MALFORMED } from './text.ts'
import { Version } from './version.ts'

/** A look-back (回头看) is open until somebody went there; dropped when its case was opened again before that. */
export const LOOK_BACK_STATES = ['open', 'held', 'rebounded', 'dropped'] as const
export type LookBackState = (typeof LOOK_BACK_STATES)[number]
/** What a unit reads of its own: what was found, never where somebody is still to look. */
export const TOLD_TO_UNITS: readonly LookBackState[] = ['held', 'rebounded']

export const LOOK_BACK_NOTE = { min: 2, max: 300 }
/** Photos of one look-back. */
export const LOOK_BACK_PHOTOS = { max: 6 }

/** What was found there: `hold`, it stays mended (保持); `rebound`, it is as before (反弹), which opens the case again. */
export const LookBackMove = v.strictObject(
  {
    move: v.picklist(['hold', 'rebound'], MALFORMED),
    note: lines(LOOK_BACK_NOTE, 'look_back_note'),
    version: Version,
  },
  MALFORMED,
)
export type LookBackMove = v.InferOutput<typeof LookBackMove>

/** How many closed cases are looked at again (content/district/district.json). */
export type SampleRule = { look_back_share: number; look_back_minimum: number }
const WEEK = 7 * DAY

/** The Monday, 0:00 in China, of the week in which a moment lies. */
export const mondayOf = (at: number): number => {
  const midnight = shanghaiMidnight(at)
  // The epoch was a Thursday: Monday is day 4 of its week.
  return midnight - ((Math.floor((midnight + DAY / 3) / DAY) + 3) % 7) * DAY
}
/** A week by its Monday: `2026-11-02`. */
export const weekName = (monday: number): string => shanghaiDay(monday)
export const weekAfter = (monday: number): number => monday + WEEK

/** When the closings of a week are drawn from: so many whole weeks after the week is over. */
export const drawnFrom = (monday: number, weeks: number): number => monday + (1 + weeks) * WEEK
/** The last week whose closings may be drawn from now. */
export const lastDrawable = (now: number, weeks: number): number => mondayOf(now) - (1 + weeks) * WEEK

/** A closed case among those that are drawn from; `rank` is its lot, the smallest are drawn. */
export type Lot = { id: string; unit: string; rank: string }

/**
 * The cases to look at again: of each unit its share, rounded up, and no fewer than the minimum, as far as it has any.
 * The same lots give the same sample, in whatever order they come.
 */
export const drawLots = <T extends Lot>(lots: readonly T[], rule: SampleRule): T[] => {
  const byUnit = new Map<string, T[]>()
  for (const lot of lots) byUnit.set(lot.unit, [...(byUnit.get(lot.unit) ?? []), lot])
  return [...byUnit.values()].flatMap((ofUnit) => {
    const wanted = Math.max(rule.look_back_minimum, Math.ceil(ofUnit.length * rule.look_back_share))
    return ofUnit
      .toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : 1))
      .slice(0, wanted)
  })
}

/** Whoever reported the mending done never says whether it held; nor does anybody of the unit that did it. */
export const mendedIt = (
  { unit, rectifiedBy }: { unit: string; rectifiedBy: string | null },
  staff: { id: string; unit: string | null },
): boolean => rectifiedBy === staff.id || staff.unit === unit

/** What of the look-backs is asked for, as it stands in the page's address; anything unknown counts as not asked. */
export const readLookBackFilter = (ask: (name: string) => string | null | undefined, usual: LookBackState) => ({
  state: LOOK_BACK_STATES.find((one) => one === ask('state')) ?? usual,
  unit: /^[a-z0-9-]{1,64}$/.test(ask('unit') ?? '') ? ask('unit')! : null,
  due: DUE.find((one) => one === ask('due')) ?? null,
})
export type LookBackFilter = ReturnType<typeof readLookBackFilter>

/** From when (included) to when (not included) the filter's look-backs are due. */
export const lookBackSpan = ({ due }: LookBackFilter, now: number): { from: number; to: number } => {
  const { from, to } = dueSpan(due ?? '', now)
  return { from, to: to ?? Number.MAX_SAFE_INTEGER }
}
