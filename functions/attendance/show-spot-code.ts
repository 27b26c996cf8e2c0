import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { findReachable } from './read-roster.ts'
import { spotCodeAt } from './spot-code.ts'

export type SpotCodeShown = {
  code: string
  until: number
  shift: { id: string; startsAt: number; endsAt: number }
  title: string
  place: string
}

/** The six digits of this minute, for a screen at the place. */
export async function showSpotCode(env: Env, id: string, staff: Staff, now: number): Promise<Outcome<SpotCodeShown>> {
  const shift = await findReachable(env, id, staff)
  if (!shift || shift.state !== 'open') return refused('shift.not_found')
  const { code, until } = await spotCodeAt(env, id, now)
  return done({
    code,
    until,
    shift: { id, startsAt: shift.starts_at, endsAt: shift.ends_at },
    title: shift.title,
    place: shift.place,
  })
}
