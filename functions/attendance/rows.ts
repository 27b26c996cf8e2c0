import type { SignUpState } from '../domain/volunteer.ts'
import type { AgeBand } from '../domain/volunteer.ts'
import type { MarkKind } from '../domain/attendance.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type ShiftRow = {
  id: string
  starts_at: number
  ends_at: number
  capacity: number
  state: 'draft' | 'open' | 'cancelled'
  activity_id: string
  number: string
  title: string
  place: string
  centre: string
}
export type SignUpRow = {
  id: string
  state: SignUpState
  party: string
  check_code: string
  volunteer_id: string
  volunteer_number: string
  age_band: AgeBand
  contact_sealed: string | null
}
export type MarkRow = {
  id: string
  sign_up_id: string
  kind: MarkKind
  how: 'scan' | 'list' | 'spot_code'
  staff_name: string | null
  marked_at: number
}
export type RecordRow = {
  id: string
  sign_up_id: string | null
  volunteer_id: string
  title: string
  centre: string
  served_on: string
  in_at: number | null
  out_at: number | null
  no_show: number
  minutes: number
  corrected: number
  reason: string | null
  disputed_at: number | null
  disputed_said: string | null
  dispute_answer: string | null
  version: number
}

const SHIFT = `SELECT shifts.id, shifts.starts_at, shifts.ends_at, shifts.capacity, shifts.state, activity_id,
    activities.number, activities.title, activities.place, activities.centre
  FROM shifts JOIN activities ON activities.id = shifts.activity_id WHERE shifts.id = ?`
const PEOPLE = `SELECT sign_ups.id, sign_ups.state, party, check_code, volunteer_id, volunteers.number AS volunteer_number,
    volunteers.age_band, volunteers.contact_sealed
  FROM sign_ups JOIN volunteers ON volunteers.id = sign_ups.volunteer_id
  WHERE shift_id = ?1 AND (sign_ups.state IN ('confirmed', 'offered', 'waiting')
    OR EXISTS (SELECT 1 FROM attendance_marks WHERE sign_up_id = sign_ups.id))
  ORDER BY sign_ups.state = 'waiting', seq, sign_ups.id LIMIT 3000`
const MARKS = `SELECT attendance_marks.id, sign_up_id, kind, attendance_marks.how, staff.name AS staff_name, marked_at
  FROM sign_ups JOIN attendance_marks ON sign_up_id = sign_ups.id LEFT JOIN staff ON staff.id = staff_id
  WHERE shift_id = ?1 ORDER BY marked_at, attendance_marks.id`
const RECORDS = `SELECT service_records.id, sign_up_id, service_records.volunteer_id, title, centre, served_on, in_at,
    out_at, no_show, minutes, corrected, reason, disputed_at, disputed_said, dispute_answer, service_records.version
  FROM sign_ups JOIN service_records ON sign_up_id = sign_ups.id WHERE shift_id = ?1`
const STATES = 'SELECT id, state, check_code FROM sign_ups WHERE shift_id = ?1'
const KNOWN = `SELECT attendance_marks.id, sign_up_id, kind FROM attendance_marks
  WHERE id IN (SELECT value FROM json_each(?1))`
const CODE = `SELECT sign_ups.id, shift_id, activities.centre FROM sign_ups JOIN shifts ON shifts.id = shift_id
  JOIN activities ON activities.id = activity_id WHERE check_code = ?1 LIMIT 1`

export const findShift = (db: Database, id: string) => db.prepare(SHIFT).bind(id).first<ShiftRow>()

/** Everybody of a shift, with every mark and record, read at one moment. */
export const listRoster = async (db: Database, shift: string) => {
  const [people, marks, records] = await db.batch([
    db.prepare(PEOPLE).bind(shift),
    db.prepare(MARKS).bind(shift),
    db.prepare(RECORDS).bind(shift),
  ])
  return {
    people: (people?.results ?? []) as SignUpRow[],
    marks: (marks?.results ?? []) as MarkRow[],
    records: (records?.results ?? []) as RecordRow[],
  }
}

/** The sign-ups of a shift as marks need them, and which of these marks are known already. */
export const listForMarks = async (db: Database, shift: string, ids: string[]) => {
  const [signUps, known] = await db.batch([db.prepare(STATES).bind(shift), db.prepare(KNOWN).bind(JSON.stringify(ids))])
  return {
    signUps: (signUps?.results ?? []) as { id: string; state: SignUpState; check_code: string }[],
    known: (known?.results ?? []) as { id: string; sign_up_id: string; kind: MarkKind }[],
  }
}

/** Which shift a check-in code belongs to. */
export const findByCheckCode = (db: Database, code: string) =>
  db.prepare(CODE).bind(code).first<{ id: string; shift_id: string; centre: string }>()

export type NewMark = {
  id: string
  signUp: string
  kind: MarkKind
  how: 'scan' | 'list' | 'spot_code'
  staff: string | null
  at: number
}

// The same mark again, from this phone or another, is the mark we have.
const INSERT_MARKS = `INSERT INTO attendance_marks (id, sign_up_id, kind, how, staff_id, marked_at, received_at)
  SELECT value ->> 'id', value ->> 'signUp', value ->> 'kind', value ->> 'how', value ->> 'staff', value ->> 'at', ?2
  FROM json_each(?1) WHERE true ON CONFLICT (id) DO NOTHING`

/*
What the marks of these sign-ups add up to, made of all of them each time: whichever phone comes last, and in whatever
order, the record is the same. An undo cancels what was marked until then; who was seen was there, whoever marked them
missing; minutes lie within the shift (domain/volunteer.ts, servedMinutes), to the shift's end when nobody checked them
out and half a day has passed. A corrected record stays as it was corrected.
*/
const RECOMPUTE = `WITH wanted AS (SELECT value AS id FROM json_each(?1)),
  live AS (
    SELECT marks.sign_up_id, marks.kind, marks.marked_at / 60000 * 60000 AS at
    FROM wanted JOIN attendance_marks AS marks ON marks.sign_up_id = wanted.id
    WHERE marks.kind <> 'undo' AND marks.marked_at > COALESCE((SELECT MAX(undo.marked_at) FROM attendance_marks AS undo
      WHERE undo.sign_up_id = marks.sign_up_id AND undo.kind = 'undo'), -1)
  ),
  first_in AS (SELECT sign_up_id, MIN(CASE kind WHEN 'in' THEN at END) AS in_at, MAX(CASE kind WHEN 'out' THEN at END) AS last_out,
      MIN(kind = 'no_show') AS no_show FROM live GROUP BY sign_up_id),
  seen AS (SELECT sign_up_id, in_at, no_show,
      CASE WHEN in_at IS NULL OR last_out > in_at THEN last_out END AS out_at FROM first_in)
  INSERT INTO service_records (id, sign_up_id, volunteer_id, person_key, source, title, centre, served_on, in_at, out_at,
    no_show, minutes, recorded_at, changed_at)
  SELECT sign_ups.id, sign_ups.id, sign_ups.volunteer_id, sign_ups.person_key, 'attended', activities.title,
    activities.centre, date((shifts.starts_at + 28800000) / 1000, 'unixepoch'), seen.in_at, seen.out_at, seen.no_show,
    CASE WHEN seen.in_at IS NULL OR (seen.out_at IS NULL AND ?2 < shifts.ends_at + 43200000) THEN 0
      ELSE max(0, min(1440, (min(COALESCE(seen.out_at, shifts.ends_at), shifts.ends_at)
        - max(seen.in_at, shifts.starts_at)) / 60000)) END,
    ?2, ?2
  FROM seen JOIN sign_ups ON sign_ups.id = seen.sign_up_id JOIN shifts ON shifts.id = sign_ups.shift_id
    JOIN activities ON activities.id = shifts.activity_id
  WHERE true
  ON CONFLICT (sign_up_id) DO UPDATE SET in_at = excluded.in_at, out_at = excluded.out_at, no_show = excluded.no_show,
    minutes = excluded.minutes, served_on = excluded.served_on, changed_at = excluded.changed_at, version = version + 1
  WHERE corrected = 0 AND (in_at IS NOT excluded.in_at OR out_at IS NOT excluded.out_at
    OR no_show <> excluded.no_show OR minutes <> excluded.minutes)`

// Everything undone: as if nobody had marked them, unless somebody has corrected or questioned the record since.
const REMOVE_UNDONE = `DELETE FROM service_records WHERE sign_up_id IN (SELECT value FROM json_each(?1))
  AND corrected = 0 AND disputed_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM attendance_marks AS marks WHERE marks.sign_up_id = service_records.sign_up_id AND marks.kind <> 'undo'
      AND marks.marked_at > COALESCE((SELECT MAX(undo.marked_at) FROM attendance_marks AS undo
        WHERE undo.sign_up_id = marks.sign_up_id AND undo.kind = 'undo'), -1))`

/** New marks, and the records they make: for one batch, in this order. */
export const markStatements = (db: Database, marks: NewMark[], now: number): Statement[] => [
  db.prepare(INSERT_MARKS).bind(JSON.stringify(marks), now),
  ...recomputeStatements(
    db,
    marks.map(({ signUp }) => signUp),
    now,
  ),
]

/** The records of these sign-ups made anew from their marks. */
export const recomputeStatements = (db: Database, signUps: string[], now: number): Statement[] => {
  const ids = JSON.stringify([...new Set(signUps)])
  return [db.prepare(RECOMPUTE).bind(ids, now), db.prepare(REMOVE_UNDONE).bind(ids)]
}

// Checked in, never out, and nothing counted: shifts that ended between two moments.
const UNCLOSED = `SELECT sign_ups.id FROM shifts JOIN sign_ups ON sign_ups.shift_id = shifts.id
    JOIN service_records ON service_records.sign_up_id = sign_ups.id
  WHERE shifts.state = 'open' AND shifts.ends_at > ?1 AND shifts.ends_at <= ?2 AND service_records.corrected = 0
    AND in_at < shifts.ends_at - 59999 AND out_at IS NULL AND minutes = 0 LIMIT 500`

export const listUnclosed = async (db: Database, from: number, to: number): Promise<string[]> =>
  (await db.prepare(UNCLOSED).bind(from, to).all<{ id: string }>()).results.map(({ id }) => id)
