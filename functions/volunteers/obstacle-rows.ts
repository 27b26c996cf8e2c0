import type { Env } from '../http/app-types.ts'

export type AskedShift = {
  state: 'draft' | 'open' | 'cancelled'
  activity_state: 'draft' | 'open' | 'cancelled'
  starts_at: number
  ends_at: number
  opens_at: number
  closes_at: number
  places: number
  free: number
  min_age: number
}

const SHIFT = `SELECT shifts.state, activities.state AS activity_state, starts_at, ends_at, opens_at, closes_at,
    capacity - reserved AS places, CASE waiting WHEN 0 THEN capacity - reserved - taken ELSE 0 END AS free, min_age
  FROM shifts JOIN activities ON activities.id = shifts.activity_id WHERE shifts.id = ?1`
const ELSEWHERE = `SELECT DISTINCT one.value AS person_key, others.shift_id = ?1 AS same
  FROM json_each(?2) AS one JOIN sign_ups AS others ON others.person_key = one.value
    JOIN shifts AS theirs ON theirs.id = others.shift_id JOIN shifts AS asked ON asked.id = ?1
  WHERE others.state IN ('confirmed', 'waiting', 'offered') AND others.id NOT IN (SELECT value FROM json_each(?3))
    AND theirs.starts_at < asked.ends_at AND asked.starts_at < theirs.ends_at`

/** The shift somebody asked for, and who of these people is busy then: on it already, or on another. `but`: sign-ups left out. */
export const findObstacles = async ({ DB }: Env, shift: string, keys: string[], but: string[] = []) => {
  const [shifts, busy] = await DB.batch([
    DB.prepare(SHIFT).bind(shift),
    DB.prepare(ELSEWHERE).bind(shift, JSON.stringify(keys), JSON.stringify(but)),
  ])
  return {
    shift: (shifts?.results[0] ?? null) as AskedShift | null,
    busy: (busy?.results ?? []) as { person_key: string; same: number }[],
  }
}
