import type { Database, Statement } from '../http/app-types.ts'

export type CertificateRow = {
  id: string
  number: string
  verify_key: string
  volunteer_id: string
  name_sealed: string
  minutes: number
  items: string
  first_day: string
  last_day: string
  issued_at: number
  version: number
  revoked_at: number | null
  revoked_said: string | null
  replaced_by: string | null
  volunteer_number: string
  minutes_now: number
  replaced_key: string | null
}
export type CountedRow = {
  id: string
  served_on: string
  title: string
  centre: string
  minutes: number
}

// A book and those joined into it are one person's.
const COUNTED = `SELECT id, served_on, title, centre, minutes FROM service_records
  WHERE (volunteer_id = ?1 OR volunteer_id IN (SELECT volunteers.id FROM volunteers WHERE joined_into = ?1))
    AND minutes > 0 AND no_show = 0
  ORDER BY served_on, in_at, id LIMIT 2000`
const BEFORE = `SELECT id, number, verify_key, items FROM certificates
  WHERE volunteer_id = ?1 AND revoked_at IS NULL AND replaced_by IS NULL ORDER BY issued_at DESC, id LIMIT 1`
const COUNTER =
  'INSERT INTO case_counters (day, value) VALUES (?1, 1) ON CONFLICT (day) DO UPDATE SET value = value + 1'
// Two presses of the button make one certificate: it is issued over the records as they were read, once.
const INSERT = `INSERT INTO certificates (id, number, verify_key, volunteer_id, name_sealed, minutes, items, first_day,
    last_day, issued_at)
  SELECT ?1, ?2 || '-' || printf('%06d', value), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM case_counters
  WHERE day = ?2 AND NOT EXISTS (SELECT 1 FROM certificates WHERE volunteer_id = ?4 AND items = ?7
    AND revoked_at IS NULL AND replaced_by IS NULL)
  RETURNING number`
const REPLACE = `UPDATE certificates SET version = version + 1,
    replaced_by = (SELECT newer.number FROM certificates AS newer WHERE newer.id = ?1)
  WHERE volunteer_id = ?2 AND id <> ?1 AND revoked_at IS NULL AND replaced_by IS NULL
    AND EXISTS (SELECT 1 FROM certificates AS newer WHERE newer.id = ?1)`

/*
What the certificate's records add up to today: a record that was corrected, or is gone, says other hours than it did.
*/
const COLUMNS = `SELECT certificates.id, certificates.number, verify_key, volunteer_id, name_sealed, certificates.minutes,
    items, first_day, last_day, issued_at, certificates.version, revoked_at, revoked_said, replaced_by,
    volunteers.number AS volunteer_number,
    (SELECT COALESCE(SUM(CASE WHEN no_show = 0 THEN service_records.minutes ELSE 0 END), 0)
      FROM json_each(items) JOIN service_records ON service_records.id = value ->> 'record') AS minutes_now,
    (SELECT newer.verify_key FROM certificates AS newer WHERE newer.number = certificates.replaced_by) AS replaced_key
  FROM certificates JOIN volunteers ON volunteers.id = volunteer_id`
const BY_KEY = `${COLUMNS} WHERE verify_key = ?1`
const BY_ID = `${COLUMNS} WHERE certificates.id = ?1`
const OF_BOOK = `${COLUMNS} WHERE certificates.number = ?1
  AND (volunteer_id = ?2 OR volunteer_id IN (SELECT books.id FROM volunteers AS books WHERE books.joined_into = ?2))`
const NEWEST = `${COLUMNS} WHERE (issued_at, certificates.id) < (?1, ?2) AND (?3 IS NULL OR certificates.number = ?3)
  ORDER BY issued_at DESC, certificates.id DESC LIMIT ?4`
const REVOKE = `UPDATE certificates SET revoked_at = ?3, revoked_said = ?4, version = version + 1
  WHERE id = ?1 AND version = ?2 AND revoked_at IS NULL`
const UNCHANGED = 'FROM certificates WHERE id = ? AND version = ? AND revoked_at IS NULL'

export const listCounted = async (db: Database, book: string): Promise<CountedRow[]> =>
  (await db.prepare(COUNTED).bind(book).all<CountedRow>()).results

/** The certificate of this book that holds now and was not replaced, or null. */
export const findCurrent = (db: Database, book: string) =>
  db.prepare(BEFORE).bind(book).first<{ id: string; number: string; verify_key: string; items: string }>()

export type NewCertificate = {
  id: string
  series: string
  verifyKey: string
  book: string
  nameSealed: string
  minutes: number
  items: string
  firstDay: string
  lastDay: string
  now: number
}

/** Counter, certificate and what it replaces, in one batch; answers the number, or null when it was issued already. */
export const insertCertificate = async (db: Database, one: NewCertificate): Promise<string | null> => {
  const values = [one.id, one.series, one.verifyKey, one.book, one.nameSealed, one.minutes, one.items]
  const results = await db.batch<{ number: string }>([
    db.prepare(COUNTER).bind(one.series),
    db.prepare(INSERT).bind(...values, one.firstDay, one.lastDay, one.now),
    db.prepare(REPLACE).bind(one.id, one.book),
  ])
  return results[1]?.results[0]?.number ?? null
}

export const findByKey = (db: Database, key: string) => db.prepare(BY_KEY).bind(key).first<CertificateRow>()
export const findCertificate = (db: Database, id: string) => db.prepare(BY_ID).bind(id).first<CertificateRow>()
export const findOfBook = (db: Database, number: string, book: string) =>
  db.prepare(OF_BOOK).bind(number, book).first<CertificateRow>()

/** Certificates issued before a point in time, newest first; `number` null: all. */
export const listCertificates = async (
  db: Database,
  before: { at: number; id: string },
  number: string | null,
  limit: number,
): Promise<CertificateRow[]> =>
  (await db.prepare(NEWEST).bind(before.at, before.id, number, limit).all<CertificateRow>()).results

export const whileNotRevoked = (id: string, version: number) => ({ from: UNCHANGED, values: [id, version] })
export const recordRevocation = (db: Database, id: string, version: number, said: string, now: number): Statement =>
  db.prepare(REVOKE).bind(id, version, now, said)
