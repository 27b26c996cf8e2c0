import { shippedYears } from '../district.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { countDueWithin, listChangedDays } from './calendar-rows.ts'

/** Days off entered at the desk from which on a year counts as laid out: no arrangement of a year has had fewer. */
const LAID_OUT = 7

const begins = (year: number) => Date.parse(`${year}-01-01T00:00:00+08:00`)

/**
 * Of this year and the next those whose holidays are neither shipped nor entered at the desk, with the open deadlines that
 * already reach into them: counted as if nobody had a day off but Saturdays and Sundays. The State Council announces a
 * year in the last weeks of the one before.
 */
export const listGaps = async (env: Env, now: number): Promise<{ year: string; deadlines: number }[]> => {
  const thisYear = Number(shanghaiDay(now).slice(0, 4))
  const unpublished = [thisYear, thisYear + 1].filter((year) => !(String(year) in shippedYears))
  if (unpublished.length === 0) return []
  const off = (await listChangedDays(env.DB)).filter(({ kind }) => kind === 'off')
  const gaps = unpublished.filter((year) => off.filter(({ day }) => day.startsWith(`${year}-`)).length < LAID_OUT)
  return Promise.all(
    gaps.map(async (year) => ({
      year: String(year),
      deadlines: await countDueWithin(env.DB, begins(year), begins(year + 1)),
    })),
  )
}
