import type { Guard } from '../db/guard.ts'
import type { Database } from '../http/app-types.ts'
import type { AgeBand, SignUpState } from '../domain/volunteer.ts'

export type DeskVolunteerRow = {
  id: string
  number: string
  person_key: string
  contact_sealed: string | null
  age_band: AgeBand
  community: string
  skills: string
  registered_at: number
  erased_at: number | null
  minutes: number
  times: number
  last_day: string | null
}

const BOOK = `volunteers.id, number, person_key, contact_sealed, age_band, community, skills, registered_at, erased_at,
    COALESCE(served.minutes, 0) AS minutes, COALESCE(served.times, 0) AS times, served.last_day`
// Hours of a book are its own and those of the books joined into it.
const WITH_HOURS = `SELECT ${BOOK} FROM page JOIN volunteers ON volunteers.id = page.id
    LEFT JOIN (SELECT page.id AS book, sum(minutes) AS minutes, sum(no_show = 0) AS times,
        max(CASE no_show WHEN 0 THEN served_on END) AS last_day
      FROM page JOIN volunteers AS owner ON owner.id = page.id OR owner.joined_into = page.id
        JOIN service_records ON volunteer_id = owner.id GROUP BY page.id) AS served ON served.book = volunteers.id
  ORDER BY registered_at DESC, volunteers.id DESC`
const PAGE = `WITH page AS (SELECT id FROM volunteers WHERE joined_into IS NULL
    AND (?1 IS NULL OR (registered_at, id) < (?1, ?2)) ORDER BY registered_at DESC, id DESC LIMIT ?3)
  ${WITH_HOURS}`
const SEARCH = `WITH page AS (SELECT DISTINCT COALESCE(joined_into, id) AS id FROM volunteers
    WHERE number = ?1 OR phone_hash = ?2 LIMIT 50)
  ${WITH_HOURS}`
const ONE = `SELECT ${BOOK} FROM volunteers LEFT JOIN (SELECT sum(minutes) AS minutes, sum(no_show = 0) AS times,
      max(CASE no_show WHEN 0 THEN served_on END) AS last_day FROM service_records
      WHERE volunteer_id IN (SELECT id FROM volunteers WHERE id = ?1 OR joined_into = ?1)) AS served
  WHERE volunteers.id = ?1 AND joined_into IS NULL`
const SIGN_UPS = `SELECT sign_ups.id, shift_id, sign_ups.state, how, signed_at, title, activities.number, starts_at, ends_at
  FROM sign_ups JOIN shifts ON shifts.id = shift_id JOIN activities ON activities.id = activity_id
  WHERE volunteer_id IN (SELECT id FROM volunteers WHERE id = ?1 OR joined_into = ?1)
  ORDER BY starts_at DESC LIMIT 100`
const RECORDS = `SELECT id, title, centre, served_on, minutes, no_show, source, corrected FROM service_records
  WHERE volunteer_id IN (SELECT id FROM volunteers WHERE id = ?1 OR joined_into = ?1)
  ORDER BY served_on DESC, id LIMIT 300`
const SAME = `SELECT id, number, registered_at FROM volunteers WHERE id <> ?1 AND joined_into IS NULL AND erased_at IS NULL
  AND (person_key = ?2 OR phone_hash = (SELECT phone_hash FROM volunteers WHERE id = ?1)) ORDER BY registered_at LIMIT 20`
const NEW_CODE = 'UPDATE volunteers SET code_hash = ?2 WHERE id = ?1 AND joined_into IS NULL AND erased_at IS NULL'
const LIVE = 'FROM volunteers WHERE id = ? AND joined_into IS NULL AND erased_at IS NULL'

export type VolunteerSignUpRow = {
  id: string
  shift_id: string
  state: SignUpState
  how: 'public' | 'desk'
  signed_at: number
  title: string
  number: string
  starts_at: number
  ends_at: number
}
export type VolunteerRecordRow = {
  id: string
  title: string
  centre: string
  served_on: string
  minutes: number
  no_show: number
  source: 'attended' | 'imported'
  corrected: number
}

/** Books by when they were opened, the newest first; those joined into another are that other one. */
export const listVolunteers = async (db: Database, after: { at: number; id: string } | null, limit: number) =>
  (
    await db
      .prepare(PAGE)
      .bind(after?.at ?? null, after?.id ?? null, limit)
      .all<DeskVolunteerRow>()
  ).results

/** The books with this number or of this mobile (its HMAC). */
export const searchVolunteers = async (db: Database, number: string, phoneHash: string) =>
  (await db.prepare(SEARCH).bind(number, phoneHash).all<DeskVolunteerRow>()).results

export const findVolunteer = (db: Database, id: string) => db.prepare(ONE).bind(id).first<DeskVolunteerRow>()

/** What stands in a book, and other books that may be of the same person. */
export const listInBook = async (db: Database, { id, person_key }: DeskVolunteerRow) => {
  const [signUps, records, others] = await db.batch([
    db.prepare(SIGN_UPS).bind(id),
    db.prepare(RECORDS).bind(id),
    db.prepare(SAME).bind(id, person_key),
  ])
  return {
    signUps: (signUps?.results ?? []) as VolunteerSignUpRow[],
    records: (records?.results ?? []) as VolunteerRecordRow[],
    others: (others?.results ?? []) as { id: string; number: string; registered_at: number }[],
  }
}

/** Holds while the book is neither joined into another nor erased. */
export const whileBookLives = (id: string): Guard => ({ from: LIVE, values: [id] })
export const recordNewCode = (db: Database, id: string, codeHash: string) => db.prepare(NEW_CODE).bind(id, codeHash)
