import type { Env, Statement } from '../http/app-types.ts'

const OWN = 'SELECT id FROM volunteers WHERE id = ?1 OR joined_into = ?1'
// With the people its holder brought along, whose names are known from them alone. Who was brought along and has since
// got a book of their own has it under another id.
const WITH_PARTY = `SELECT id FROM volunteers WHERE id = ?1 OR joined_into = ?1
  UNION SELECT theirs.volunteer_id FROM sign_ups AS mine
    JOIN sign_ups AS theirs ON theirs.party = mine.id
    WHERE mine.volunteer_id = ?1 OR mine.volunteer_id IN (SELECT id FROM volunteers WHERE joined_into = ?1)`
const SHIFTS = `SELECT DISTINCT shift_id FROM sign_ups JOIN shifts ON shifts.id = shift_id
  WHERE volunteer_id IN (SELECT value FROM json_each(?1)) AND sign_ups.state IN ('confirmed', 'waiting', 'offered')
    AND starts_at > ?2`

/** Whose identity goes with this book (with or without those its holder brought), and on which coming shifts they stand. */
export const listLeaving = async ({ DB }: Env, book: string, withParty: boolean, now: number) => {
  const found = await DB.prepare(withParty ? WITH_PARTY : OWN)
    .bind(book)
    .all<{ id: string }>()
  const who = found.results.map(({ id }) => id)
  const { results } = await DB.prepare(SHIFTS).bind(JSON.stringify(who), now).all<{ shift_id: string }>()
  return { who, shifts: results.map(({ shift_id }) => shift_id) }
}

const CANCEL = `UPDATE sign_ups SET state = 'cancelled', offer_until = NULL, changed_at = ?3, version = version + 1
  WHERE volunteer_id IN (SELECT value FROM json_each(?1)) AND state IN ('confirmed', 'waiting', 'offered')
    AND shift_id IN (SELECT id FROM shifts WHERE id = shift_id AND starts_at > ?2)`
// The office's words on a shift it called off stay; what people wrote goes, and so does the key that tells who they are.
const SIGN_UPS = `UPDATE sign_ups SET person_key = 'erased:' || volunteer_id || ':' || id,
    said = CASE state WHEN 'called_off' THEN said END
  WHERE volunteer_id IN (SELECT value FROM json_each(?1))`
const SUBMISSIONS = `DELETE FROM sign_up_submissions WHERE sign_up_id IN
  (SELECT id FROM sign_ups WHERE volunteer_id IN (SELECT value FROM json_each(?1)))`
const RECORDS = `UPDATE service_records SET person_key = 'erased:' || volunteer_id, disputed_said = NULL
  WHERE volunteer_id IN (SELECT value FROM json_each(?1))`
const CERTIFICATES = `UPDATE certificates SET name_sealed = '', version = version + 1
  WHERE volunteer_id IN (SELECT value FROM json_each(?1)) AND name_sealed <> ''`
// The hash of the code says nothing of who it was, and lets the same wish come twice.
const VOLUNTEERS = `UPDATE volunteers SET contact_sealed = NULL, phone_hash = 'erased:' || id, person_key = 'erased:' || id,
    skills = '[]', guardian_consent_at = NULL, erased_at = ?2
  WHERE id IN (SELECT value FROM json_each(?1)) AND erased_at IS NULL`

/** Deletes who these volunteers are; hours and numbers stay, with nobody's name to them. */
export const eraseStatements = ({ DB }: Env, who: string[], at: number, now: number): Statement[] => {
  const list = JSON.stringify(who)
  return [
    DB.prepare(CANCEL).bind(list, now, at),
    DB.prepare(SUBMISSIONS).bind(list),
    DB.prepare(SIGN_UPS).bind(list),
    DB.prepare(RECORDS).bind(list),
    DB.prepare(CERTIFICATES).bind(list),
    DB.prepare(VOLUNTEERS).bind(list, at),
  ]
}

// The last day of a person, over all their books: of service, or of the last shift they stood on, or when they came.
const FORGETTABLE = `SELECT id, registered_at AS at,
    (SELECT max(served_on) FROM service_records WHERE no_show = 0 AND volunteer_id IN
      (SELECT mine.id FROM volunteers AS mine WHERE mine.id = volunteers.id OR mine.joined_into = volunteers.id)) AS served_on,
    (SELECT max(ends_at) FROM sign_ups JOIN shifts ON shifts.id = shift_id WHERE volunteer_id IN
      (SELECT mine.id FROM volunteers AS mine WHERE mine.id = volunteers.id OR mine.joined_into = volunteers.id)) AS last_at
  FROM volunteers
  WHERE (registered_at, id) > (?1, ?2) AND registered_at < ?3 AND contact_sealed IS NOT NULL AND joined_into IS NULL
  ORDER BY registered_at, id LIMIT ?4`

export type Remembered = { id: string; at: number; served_on: string | null; last_at: number | null }

/** Books that still hold a contact and were opened before a time, oldest first, after the last of the page before. */
export const listRemembered = async ({ DB }: Env, after: { at: number; id: string }, before: number, limit: number) =>
  (await DB.prepare(FORGETTABLE).bind(after.at, after.id, before, limit).all<Remembered>()).results

const FORGET_SUBMISSIONS = 'DELETE FROM sign_up_submissions WHERE signed_on < ?1'

/** Removes what tells a sign-up sent twice from two: the same form does not come again after days. */
export const deleteSubmissions = async ({ DB }: Env, signedBefore: string): Promise<void> => {
  await DB.prepare(FORGET_SUBMISSIONS).bind(signedBefore).run()
}
