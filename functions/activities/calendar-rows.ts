import type { Database } from '../http/app-types.ts'

/** What a calendar tells of a shift: when, where and what; nothing of who comes or whom to call. */
export type CalendarRow = {
  id: string
  starts_at: number
  ends_at: number
  cancelled: number
  sequence: number
  changed_at: number
  number: string
  title: string
  text: string
  bring: string
  place: string
  community: string
}

// Both versions only grow, and either may change what the calendar says.
const COLUMNS = `SELECT shifts.id, starts_at, ends_at, shifts.state = 'cancelled' OR activities.state = 'cancelled' AS cancelled,
    shifts.version + activities.version - 1 AS sequence,
    max(activities.changed_at, coalesce(moved_at, 0), coalesce(shifts.cancelled_at, 0)) AS changed_at,
    number, title, text, bring, place, community
  FROM shifts JOIN activities ON activities.id = activity_id
  WHERE shifts.state <> 'draft' AND activities.state <> 'draft'`
const OF_SHIFT = `${COLUMNS} AND shifts.id = ?1`
const OF_ACTIVITY = `${COLUMNS} AND number = ?1 ORDER BY starts_at DESC, shifts.id LIMIT 200`
const OF_TEAM = `${COLUMNS} AND team_id = ?1 AND ends_at > ?2 ORDER BY starts_at, shifts.id LIMIT 500`
const TEAM = 'SELECT id, name FROM teams WHERE feed_key = ?1 AND ended_at IS NULL'
const ACTIVITY = "SELECT title FROM activities WHERE number = ?1 AND state <> 'draft'"

export const findForCalendar = (db: Database, shift: string) => db.prepare(OF_SHIFT).bind(shift).first<CalendarRow>()
export const listOfActivity = async (db: Database, number: string): Promise<CalendarRow[]> =>
  (await db.prepare(OF_ACTIVITY).bind(number).all<CalendarRow>()).results
export const listOfTeam = async (db: Database, team: string, endsAfter: number): Promise<CalendarRow[]> =>
  (await db.prepare(OF_TEAM).bind(team, endsAfter).all<CalendarRow>()).results
export const findTitle = (db: Database, number: string) => db.prepare(ACTIVITY).bind(number).first<{ title: string }>()
export const findByFeedKey = (db: Database, key: string) =>
  db.prepare(TEAM).bind(key).first<{ id: string; name: string }>()
