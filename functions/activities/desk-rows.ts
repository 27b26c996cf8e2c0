import type { Database } from '../http/app-types.ts'
import type { ActivityFactsRow } from './activity-facts.ts'

export type DeskActivityRow = ActivityFactsRow & {
  id: string
  state: 'draft' | 'open' | 'cancelled'
  version: number
  team_id: string | null
  team_name: string | null
  series: string | null
  created_at: number
  changed_at: number
  cancelled_at: number | null
  cancelled_said: string | null
}

export type DeskShiftRow = {
  id: string
  activity_id: string
  starts_at: number
  ends_at: number
  capacity: number
  reserved: number
  taken: number
  waiting: number
  opens_at: number
  closes_at: number
  cancel_until: number
  state: 'draft' | 'open' | 'cancelled'
  version: number
  moved_at: number | null
  cancelled_at: number | null
  cancelled_said: string | null
}

const SHIFT_COLUMNS = `shifts.id, activity_id, starts_at, ends_at, capacity, reserved, taken, waiting, opens_at, closes_at,
  cancel_until, shifts.state, shifts.version, moved_at, shifts.cancelled_at, shifts.cancelled_said`
const ACTIVITY = `SELECT activities.id, number, state, activities.version, kind, title, text, activities.centre, team_id,
    teams.name AS team_name, street, community, place, contact_name, contact_phone, bring, min_age, skills, series,
    activities.created_at, changed_at, cancelled_at, cancelled_said
  FROM activities LEFT JOIN teams ON teams.id = team_id
  WHERE activities.id = ?1 AND (?2 IS NULL OR activities.centre IN (SELECT value FROM json_each(?2)))`
const SHIFTS = `SELECT ${SHIFT_COLUMNS} FROM shifts WHERE activity_id = ?1 ORDER BY starts_at, id LIMIT 400`
const SHIFT = `SELECT ${SHIFT_COLUMNS}, activities.number AS activity_number, activities.state AS activity_state
  FROM shifts JOIN activities ON activities.id = activity_id
  WHERE shifts.id = ?1 AND (?2 IS NULL OR centre IN (SELECT value FROM json_each(?2)))`
const LAST_ACT = `SELECT staff.name AS staff_name, happened_at FROM audit_events
    LEFT JOIN staff ON staff.id = audit_events.staff_id
  WHERE object_kind = ?1 AND object_id = ?2 AND result = 'ok' ORDER BY happened_at DESC LIMIT 1`
const TEAM_OF_CENTRE = 'SELECT 1 AS found FROM teams WHERE id = ?1 AND centre = ?2 AND ended_at IS NULL'
const TEAMS = `SELECT id, name, centre FROM teams WHERE ended_at IS NULL
  AND (?1 IS NULL OR centre IN (SELECT value FROM json_each(?1))) ORDER BY name LIMIT 500`

/** The activity, or null when there is none or it belongs to a centre out of reach. */
export const findDeskActivity = (db: Database, id: string, centres: string | null): Promise<DeskActivityRow | null> =>
  db.prepare(ACTIVITY).bind(id, centres).first<DeskActivityRow>()

/** All its shifts in the order of time, drafts, past and cancelled ones included. */
export const listDeskShifts = async (db: Database, activity: string): Promise<DeskShiftRow[]> =>
  (await db.prepare(SHIFTS).bind(activity).all<DeskShiftRow>()).results

/** The shift with its activity's number and state, or null when there is none or it is out of reach. */
export const findDeskShift = (db: Database, id: string, centres: string | null) =>
  db
    .prepare(SHIFT)
    .bind(id, centres)
    .first<DeskShiftRow & { activity_number: string; activity_state: DeskActivityRow['state'] }>()

/** Who of the staff did something to this last, and when. */
export const findLastAct = (db: Database, kind: 'activity' | 'shift', id: string) =>
  db.prepare(LAST_ACT).bind(kind, id).first<{ staff_name: string | null; happened_at: number }>()

/** Whether the team belongs to the centre and goes on. */
export const isTeamOf = async (db: Database, team: string, centre: string): Promise<boolean> =>
  (await db.prepare(TEAM_OF_CENTRE).bind(team, centre).first()) !== null

/** The teams that can be named for an activity of these centres. */
export const listTeamChoices = async (db: Database, centres: string | null) =>
  (await db.prepare(TEAMS).bind(centres).all<{ id: string; name: string; centre: string }>()).results
