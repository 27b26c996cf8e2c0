import type { Guard } from '../db/guard.ts'
import type { ActivityInput } from '../domain/activity-input.ts'
import type { ShiftPlan } from '../domain/shift-input.ts'
import type { Database, Statement } from '../http/app-types.ts'

const COUNTER =
  'INSERT INTO case_counters (day, value) VALUES (?1, 1) ON CONFLICT (day) DO UPDATE SET value = value + 1'
const INSERT = `INSERT INTO activities (id, number, state, kind, title, text, centre, team_id, street, community, place,
    contact_name, contact_phone, bring, min_age, skills, series, created_at, changed_at)
  SELECT ?1, ?2 || '-' || printf('%04d', value), 'draft', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
    ?17, ?17 FROM case_counters WHERE day = ?2`
// A copy: what the other says now, as a draft with its own number.
const COPY = `INSERT INTO activities (id, number, state, kind, title, text, centre, team_id, street, community, place,
    contact_name, contact_phone, bring, min_age, skills, series, created_at, changed_at)
  SELECT ?1, ?2 || '-' || printf('%04d', value), 'draft', kind, title, text, centre, team_id, street, community, place,
    contact_name, contact_phone, bring, min_age, skills, COALESCE(series, activities.id), ?3, ?3
  FROM case_counters JOIN activities ON activities.id = ?4 AND version = ?5 WHERE day = ?2`
const UPDATE = `UPDATE activities SET kind = ?3, title = ?4, text = ?5, centre = ?6, team_id = ?7, street = ?8,
    community = ?9, place = ?10, contact_name = ?11, contact_phone = ?12, bring = ?13, min_age = ?14, skills = ?15,
    changed_at = ?16, version = version + 1
  WHERE id = ?1 AND version = ?2 AND state <> 'cancelled'`
const PUBLISH = `UPDATE activities SET state = 'open', changed_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2 AND state = 'draft'`
const CANCEL = `UPDATE activities SET state = 'cancelled', cancelled_at = ?3, cancelled_said = ?4, changed_at = ?3,
    version = version + 1
  WHERE id = ?1 AND version = ?2 AND state = 'open'`
const DELETE = `DELETE FROM activities WHERE id = ?1 AND version = ?2 AND state = 'draft'`
const TOUCH = `UPDATE activities SET changed_at = ?3, version = version + 1 WHERE id = ?1 AND version = ?2`
const UNCHANGED = "FROM activities WHERE id = ? AND version = ? AND state <> 'cancelled'"

/** Holds while nobody has changed or cancelled the activity since it was read. */
export const whileActivityUnchanged = (id: string, version: number): Guard => ({
  from: UNCHANGED,
  values: [id, version],
})

const AT = 'FROM activities WHERE id = ? AND version = ?'
/** Holds while the activity is as it was read, cancelled or not. */
export const whileActivityAt = (id: string, version: number): Guard => ({ from: AT, values: [id, version] })

export type Placed = ActivityInput & { street: string }
const about = (input: Placed) => [
  ...[input.kind, input.title, input.text, input.centre, input.team || null, input.street, input.community],
  ...[input.place, input.contactName, input.contactPhone, input.bring, input.minAge, JSON.stringify(input.skills)],
]

/** Takes the next number of a year (`A26`): the statement before the row that uses it. */
export const countActivity = (db: Database, year: string): Statement => db.prepare(COUNTER).bind(year)

export const insertActivity = (db: Database, id: string, year: string, input: Placed, now: number): Statement =>
  db.prepare(INSERT).bind(id, year, ...about(input), null, now)

export const insertCopy = (
  db: Database,
  copy: { id: string; year: string; of: string; version: number; now: number },
): Statement => db.prepare(COPY).bind(copy.id, copy.year, copy.now, copy.of, copy.version)

export const recordActivity = (db: Database, id: string, version: number, input: Placed, now: number): Statement =>
  db.prepare(UPDATE).bind(id, version, ...about(input), now)
export const recordPublished = (db: Database, id: string, version: number, now: number): Statement =>
  db.prepare(PUBLISH).bind(id, version, now)
export const recordCancelled = (db: Database, id: string, version: number, said: string, now: number): Statement =>
  db.prepare(CANCEL).bind(id, version, now, said)
export const deleteDraft = (db: Database, id: string, version: number): Statement =>
  db.prepare(DELETE).bind(id, version)
/** Counts the activity's version up where only its shifts became more. */
export const recordTouched = (db: Database, id: string, version: number, now: number): Statement =>
  db.prepare(TOUCH).bind(id, version, now)

// A list of shifts in one statement; one that starts when another of the same activity does is there already.
const INSERT_SHIFTS = `INSERT INTO shifts (id, activity_id, starts_at, ends_at, capacity, reserved, opens_at, closes_at,
    cancel_until, state)
  SELECT value ->> 'id', ?1, value ->> 'startsAt', value ->> 'endsAt', value ->> 'capacity', value ->> 'reserved',
    value ->> 'opensAt', value ->> 'closesAt', value ->> 'cancelUntil', ?2
  FROM json_each(?3) WHERE EXISTS (SELECT 1 FROM activities WHERE id = ?4 AND version = ?5)
    AND NOT EXISTS (SELECT 1 FROM shifts AS other WHERE other.activity_id = ?1
      AND other.starts_at = value ->> 'startsAt' AND other.state <> 'cancelled')`
const OPEN_SHIFTS = `UPDATE shifts SET state = 'open', version = version + 1 WHERE activity_id = ?1 AND state = 'draft'
  AND EXISTS (SELECT 1 FROM activities WHERE id = ?1 AND version = ?2 AND state = 'draft')`
const DELETE_SHIFTS = `DELETE FROM shifts WHERE activity_id = ?1
  AND EXISTS (SELECT 1 FROM activities WHERE id = ?1 AND version = ?2 AND state = 'draft')`

/** Adds shifts to an activity while `guarded` (itself, or the one it is copied from) is unchanged. */
export const insertShifts = (
  db: Database,
  activity: string,
  plans: ShiftPlan[],
  state: 'draft' | 'open',
  guarded: { id: string; version: number },
): Statement => {
  const rows = plans.map((plan) => ({ id: crypto.randomUUID(), ...plan }))
  return db.prepare(INSERT_SHIFTS).bind(activity, state, JSON.stringify(rows), guarded.id, guarded.version)
}
export const recordShiftsOpen = (db: Database, activity: string, version: number): Statement =>
  db.prepare(OPEN_SHIFTS).bind(activity, version)
export const deleteDraftShifts = (db: Database, activity: string, version: number): Statement =>
  db.prepare(DELETE_SHIFTS).bind(activity, version)
