import { centres } from '../district.ts'
import type { Env } from '../http/app-types.ts'

const TALLIES =
  'SELECT scope, registered, served, no_shows, minutes FROM volunteer_tallies WHERE scope IN (SELECT value FROM json_each(?1))'
const ACTIVE = `SELECT count(DISTINCT person_key) AS n FROM service_records
  WHERE served_on >= ?1 AND no_show = 0 AND minutes > 0`
const HELD = `SELECT activities.centre, count(DISTINCT activities.id) AS n
  FROM shifts INDEXED BY shifts_coming JOIN activities ON activities.id = shifts.activity_id
  WHERE shifts.state = 'open' AND shifts.ends_at >= ?1 AND shifts.ends_at < ?2 GROUP BY activities.centre`

const SCOPES = JSON.stringify(['all', ...centres.map(({ id }) => id)])

export type Tally = { scope: string; registered: number; served: number; no_shows: number; minutes: number }

/** What triggers counted of volunteers, who served since a day, and the activities that took place between two times. */
export const findVolunteerFigures = async ({ DB }: Env, since: { day: string; at: number }, now: number) => {
  const [tallies, active, held] = await DB.batch([
    DB.prepare(TALLIES).bind(SCOPES),
    DB.prepare(ACTIVE).bind(since.day),
    DB.prepare(HELD).bind(since.at, now),
  ])
  return {
    tallies: tallies?.results as Tally[],
    active: (active?.results[0]?.n as number | undefined) ?? 0,
    held: held?.results as { centre: string; n: number }[],
  }
}
