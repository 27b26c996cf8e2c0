import type { SignUpState } from '../domain/volunteer.ts'
import type { Env } from '../http/app-types.ts'

export type MySignUpRow = {
  id: string
  shift_id: string
  volunteer_id: string
  party: string
  state: SignUpState
  place: number | null
  check_code: string
  offer_until: number | null
  contact_sealed: string | null
}
type MyRecordRow = {
  id: string
  sign_up_id: string | null
  own: number
  title: string
  centre: string
  served_on: string
  in_at: number | null
  out_at: number | null
  minutes: number
  no_show: number
  corrected: number
  reason: string | null
  disputed_at: number | null
  dispute_answer: string | null
}
export type MyCertificateRow = {
  number: string
  verify_key: string
  issued_at: number
  minutes: number
  minutes_now: number
  revoked_at: number | null
}

// Who signs up for a party sees all of it; who was brought along, and has joined that book, sees their own.
const SIGN_UPS = `SELECT DISTINCT theirs.id, theirs.shift_id, theirs.volunteer_id, theirs.party, theirs.state,
    theirs.check_code, theirs.offer_until, volunteers.contact_sealed,
    CASE theirs.state WHEN 'waiting' THEN (SELECT count(*) + 1 FROM sign_ups AS before
      WHERE before.shift_id = theirs.shift_id AND before.state = 'waiting' AND before.seq < theirs.seq) END AS place
  FROM sign_ups AS mine
    JOIN sign_ups AS theirs ON theirs.party = mine.party AND (theirs.id = mine.id OR mine.id = mine.party)
    JOIN volunteers ON volunteers.id = theirs.volunteer_id
    JOIN shifts ON shifts.id = theirs.shift_id
  WHERE mine.volunteer_id IN (SELECT id FROM volunteers WHERE id = ?1 UNION ALL SELECT id FROM volunteers WHERE joined_into = ?1)
  ORDER BY shifts.starts_at DESC, theirs.party, theirs.id <> theirs.party, volunteers.number LIMIT 400`
const RECORDS = `SELECT id, sign_up_id, title, centre, served_on, in_at, out_at, minutes, no_show, corrected, reason,
    disputed_at, dispute_answer, volunteer_id IN (SELECT id FROM volunteers WHERE id = ?1 UNION ALL
      SELECT id FROM volunteers WHERE joined_into = ?1) AS own
  FROM service_records
  WHERE volunteer_id IN (SELECT id FROM volunteers WHERE id = ?1 UNION ALL SELECT id FROM volunteers WHERE joined_into = ?1)
    OR sign_up_id IN (SELECT theirs.id FROM sign_ups AS mine JOIN sign_ups AS theirs
      ON theirs.party = mine.party AND mine.id = mine.party
      WHERE mine.volunteer_id IN (SELECT id FROM volunteers WHERE id = ?1 UNION ALL SELECT id FROM volunteers WHERE joined_into = ?1))
  ORDER BY served_on DESC, in_at DESC, id`
const CERTIFICATES = `SELECT number, verify_key, issued_at, minutes, revoked_at,
    (SELECT coalesce(sum(service_records.minutes), 0) FROM json_each(items)
      JOIN service_records ON service_records.id = value ->> 'record' WHERE no_show = 0) AS minutes_now
  FROM certificates
  WHERE volunteer_id IN (SELECT id FROM volunteers WHERE id = ?1 UNION ALL SELECT id FROM volunteers WHERE joined_into = ?1)
  ORDER BY issued_at DESC, id`

/** All a book holds: sign-ups (with the parties it leads), service records, certificates, those of joined books too. */
export const listMine = async ({ DB }: Env, book: string) => {
  const [signUps, records, certificates] = await DB.batch(
    [SIGN_UPS, RECORDS, CERTIFICATES].map((sql) => DB.prepare(sql).bind(book)),
  )
  return {
    signUps: (signUps?.results ?? []) as MySignUpRow[],
    records: (records?.results ?? []) as MyRecordRow[],
    certificates: (certificates?.results ?? []) as MyCertificateRow[],
  }
}
