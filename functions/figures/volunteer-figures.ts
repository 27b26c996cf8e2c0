import { centres } from '../district.ts'
import { DAY, shanghaiDay } from '../domain/shanghai-day.ts'
import { halfHours } from '../domain/volunteer.ts'
import type { Env } from '../http/app-types.ts'
import { findVolunteerFigures, type Tally } from './volunteer-rows.ts'

/** Below this many, a share or a sum could tell what one person did. */
const FEWEST = 5
const YEAR = 365 * DAY

/** `null`: too few to publish. Hours in steps of half an hour; `noShowRate` from 0 to 1; activities of the last 365 days. */
export type VolunteerFigures = {
  registered: number
  active: number | null
  hours: number
  noShowRate: number | null
  centres: { centre: string; activities: number; served: number | null; hours: number | null }[]
}

/**
 * The volunteers' figures for the public and the desk: people registered, people who served within a year, hours on
 * record, the share of those signed up who did not come, and what each practice centre held. Hours are the sum of the
 * records as corrected; nothing is typed in by hand.
 */
export const volunteerFigures = async (env: Env, now: number): Promise<VolunteerFigures> => {
  const since = { day: shanghaiDay(now - YEAR), at: now - YEAR }
  const { tallies, active, held } = await findVolunteerFigures(env, since, now)
  const none: Tally = { scope: '', registered: 0, served: 0, no_shows: 0, minutes: 0 }
  const of = (scope: string) => tallies.find((one) => one.scope === scope) ?? none
  const all = of('all')
  const due = all.served + all.no_shows
  return {
    registered: all.registered,
    active: active < FEWEST ? null : active,
    hours: halfHours(all.minutes),
    noShowRate: due < FEWEST ? null : all.no_shows / due,
    centres: centres.map(({ id }) => {
      const { served, minutes } = of(id)
      const few = served < FEWEST
      const activities = held.find(({ centre }) => centre === id)?.n ?? 0
      return { centre: id, activities, served: few ? null : served, hours: few ? null : halfHours(minutes) }
    }),
  }
}
