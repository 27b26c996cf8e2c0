import { DAY } from '../domain/shanghai-day.ts'
import type { Env, Statement } from '../http/app-types.ts'
import type { Cursor } from '../http/cursor.ts'
import type { ShiftOfActivityRow } from './public-view.ts'

export const PAGE = 20

const COLUMNS = `SELECT shifts.id AS shift_id, starts_at, ends_at, capacity, reserved, taken, waiting, opens_at, closes_at,
    cancel_until, shifts.state AS shift_state, moved_at, shifts.cancelled_said AS shift_said, activities.number,
    activities.state, kind, title, text, activities.centre, teams.name AS team_name, street, community, place, contact_name,
    contact_phone, bring, min_age, skills, activities.cancelled_said AS activity_said
  FROM shifts JOIN activities ON activities.id = shifts.activity_id LEFT JOIN teams ON teams.id = activities.team_id`

// What has not ended: a shift lasts a day at most, so the index on ends_at holds all of them and little else.
const COMING = `WHERE shifts.state = 'open' AND activities.state = 'open' AND ends_at > ?1 AND (starts_at, shifts.id) > (?2, ?3)`
const CHOSEN = 'AND (?4 IS NULL OR kind = ?4) AND (?5 IS NULL OR street = ?5)'
const FREE = 'AND waiting = 0 AND taken < capacity - reserved AND opens_at <= ?1 AND closes_at > ?1'
const IN_TIME = 'ORDER BY starts_at, shifts.id LIMIT 21'

export type ShiftFilter = { kind: string | null; street: string | null; free: boolean; after: Cursor | null }

/** Coming shifts after the cursor in time order, and one more than a page holds when there are more. */
export const listComing = async ({ DB }: Env, { kind, street, free, after }: ShiftFilter, now: number) => {
  const text = [COLUMNS, COMING, CHOSEN, free ? FREE : '', IN_TIME]
  const { at, id } = after ?? { at: now - DAY, id: '' }
  return (await DB.prepare(text.join(' ')).bind(now, at, id, kind, street).all<ShiftOfActivityRow>()).results
}

const OF_ACTIVITY = `WHERE shifts.activity_id = (SELECT id FROM activities WHERE number = ?1 AND state <> 'draft')
    AND shifts.state <> 'draft'
  ORDER BY starts_at DESC, shifts.id DESC LIMIT 60`
const ACTIVITY = `SELECT activities.number, activities.state, kind, title, text, activities.centre, teams.name AS team_name,
    street, community, place, contact_name, contact_phone, bring, min_age, skills
  FROM activities LEFT JOIN teams ON teams.id = activities.team_id WHERE activities.number = ?1 AND activities.state <> 'draft'`

/** A published activity and its newest sixty shifts, the latest first; null for a draft and what never was. */
export const findActivity = async ({ DB }: Env, number: string) => {
  const [activities, shifts] = await DB.batch([
    DB.prepare(ACTIVITY).bind(number),
    DB.prepare([COLUMNS, OF_ACTIVITY].join(' ')).bind(number),
  ])
  const activity = activities?.results[0] as ShiftOfActivityRow | undefined
  return activity ? { activity, shifts: shifts?.results as ShiftOfActivityRow[] } : null
}

const BY_IDS = `WHERE shifts.id IN (SELECT value FROM json_each(?1)) AND shifts.state <> 'draft' AND activities.state <> 'draft'`

/** The statement that reads these shifts with their activities: for another noun's batch. */
export const selectShifts = ({ DB }: Env, ids: string[]): Statement =>
  DB.prepare([COLUMNS, BY_IDS].join(' ')).bind(JSON.stringify(ids))
