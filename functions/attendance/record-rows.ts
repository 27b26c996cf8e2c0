import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'
import type { RecordRow } from './rows.ts'

export type CorrectableRow = RecordRow & {
  shift_id: string | null
  starts_at: number | null
  ends_at: number | null
  volunteer_number: string
  /** The book the volunteer opens it from: their own, or the one theirs was joined into. */
  book_id: string
  source: 'attended' | 'imported'
}

// A record has the id of its sign-up; a person nobody marked has none yet, which version 0 says.
const BY_ID = `SELECT service_records.id, sign_up_id, service_records.volunteer_id, service_records.title,
    service_records.centre, served_on, in_at, out_at, no_show, minutes, corrected, reason, disputed_at, disputed_said,
    dispute_answer, service_records.version, source, shift_id, starts_at, ends_at, volunteers.number AS volunteer_number,
    coalesce(volunteers.joined_into, volunteers.id) AS book_id
  FROM service_records JOIN volunteers ON volunteers.id = service_records.volunteer_id
    LEFT JOIN sign_ups ON sign_ups.id = sign_up_id LEFT JOIN shifts ON shifts.id = shift_id
  WHERE service_records.id = ?1`
const UNMARKED = `SELECT sign_ups.id, sign_ups.id AS sign_up_id, sign_ups.volunteer_id, activities.title,
    activities.centre, date((starts_at + 28800000) / 1000, 'unixepoch') AS served_on, NULL AS in_at, NULL AS out_at,
    0 AS no_show, 0 AS minutes, 0 AS corrected, NULL AS reason, NULL AS disputed_at, NULL AS disputed_said,
    NULL AS dispute_answer, 0 AS version, 'attended' AS source, shift_id, starts_at, ends_at,
    volunteers.number AS volunteer_number,
    coalesce(volunteers.joined_into, volunteers.id) AS book_id
  FROM sign_ups JOIN volunteers ON volunteers.id = sign_ups.volunteer_id JOIN shifts ON shifts.id = shift_id
    JOIN activities ON activities.id = activity_id
  WHERE sign_ups.id = ?1 AND sign_ups.state IN ('confirmed', 'offered', 'waiting')`

/** A record by its id, or what it would be for a sign-up nobody has marked. */
export const findRecord = async (db: Database, id: string): Promise<CorrectableRow | null> =>
  (await db.prepare(BY_ID).bind(id).first<CorrectableRow>()) ??
  (await db.prepare(UNMARKED).bind(id).first<CorrectableRow>())

const UNCHANGED = 'FROM service_records WHERE id = ? AND version = ?'
const NOT_THERE = 'WHERE NOT EXISTS (SELECT 1 FROM service_records WHERE id = ? AND version >= ?)'

/** Holds while the record is as it was read; version 0: while there is none. */
export const whileRecordUnchanged = (id: string, version: number): Guard => ({
  from: version === 0 ? NOT_THERE : UNCHANGED,
  values: [id, version],
})

export type Corrected = { inAt: number | null; outAt: number | null; noShow: boolean; minutes: number; reason: string }

const CORRECT = `UPDATE service_records SET in_at = ?3, out_at = ?4, no_show = ?5, minutes = ?6, reason = ?7,
    corrected = 1, dispute_answer = COALESCE(?8, dispute_answer), changed_at = ?9, version = version + 1
  WHERE id = ?1 AND version = ?2`
const INSERT_CORRECTED = `INSERT INTO service_records (id, sign_up_id, volunteer_id, person_key, source, title, centre,
    served_on, in_at, out_at, no_show, minutes, reason, corrected, recorded_at, changed_at)
  SELECT sign_ups.id, sign_ups.id, volunteer_id, person_key, 'attended', activities.title, activities.centre,
    date((starts_at + 28800000) / 1000, 'unixepoch'), ?2, ?3, ?4, ?5, ?6, 1, ?7, ?7
  FROM sign_ups JOIN shifts ON shifts.id = shift_id JOIN activities ON activities.id = activity_id
  WHERE sign_ups.id = ?1 AND NOT EXISTS (SELECT 1 FROM service_records WHERE sign_up_id = ?1)`
const ANSWER = `UPDATE service_records SET dispute_answer = ?3, changed_at = ?4, version = version + 1
  WHERE id = ?1 AND version = ?2 AND disputed_at IS NOT NULL`
const DISPUTE = `UPDATE service_records SET disputed_at = ?3, disputed_said = ?4, changed_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2 AND disputed_at IS NULL`

/** The correction itself: the last statement of its batch, whose count decides. */
export const recordCorrection = (
  db: Database,
  { id, version }: { id: string; version: number },
  to: Corrected,
  answer: string | null,
  now: number,
): Statement => {
  const what = [to.inAt, to.outAt, to.noShow ? 1 : 0, to.minutes, to.reason]
  return version === 0
    ? db.prepare(INSERT_CORRECTED).bind(id, ...what, now)
    : db.prepare(CORRECT).bind(id, version, ...what, answer, now)
}
export const recordAnswer = (db: Database, id: string, version: number, answer: string, now: number): Statement =>
  db.prepare(ANSWER).bind(id, version, answer, now)
export const recordDispute = (db: Database, id: string, version: number, said: string, now: number): Statement =>
  db.prepare(DISPUTE).bind(id, version, now, said)

// Few are open at a time; a handler's are picked by their centres in the query.
const OPEN_DISPUTES = `SELECT service_records.id, sign_up_id, service_records.volunteer_id, service_records.title,
    service_records.centre, served_on, in_at, out_at, no_show, minutes, corrected, reason, disputed_at, disputed_said,
    dispute_answer, service_records.version, source, shift_id, starts_at, ends_at, volunteers.number AS volunteer_number,
    coalesce(volunteers.joined_into, volunteers.id) AS book_id
  FROM service_records JOIN volunteers ON volunteers.id = service_records.volunteer_id
    LEFT JOIN sign_ups ON sign_ups.id = sign_up_id LEFT JOIN shifts ON shifts.id = shift_id
  WHERE disputed_at IS NOT NULL AND dispute_answer IS NULL
    AND (?1 IS NULL OR service_records.centre IN (SELECT value FROM json_each(?1)))
  ORDER BY disputed_at, service_records.id LIMIT 200`

/** Records somebody questions and nobody has answered, the longest waiting first; `centres` as `centresJson` has them. */
export const listOpenDisputes = async (db: Database, centres: string | null): Promise<CorrectableRow[]> =>
  (await db.prepare(OPEN_DISPUTES).bind(centres).all<CorrectableRow>()).results
