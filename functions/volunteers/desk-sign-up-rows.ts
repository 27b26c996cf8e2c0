import type { Guard } from '../db/guard.ts'
import type { Env, Statement } from '../http/app-types.ts'
import type { SignUpState } from '../domain/volunteer.ts'
import type { Coming } from './sign-up-rows.ts'

const KNOWN = `SELECT id FROM volunteers WHERE person_key = ?1 AND joined_into IS NULL AND erased_at IS NULL
  ORDER BY registered_at LIMIT 1`
const SCOPE = `SELECT shifts.id FROM shifts JOIN activities ON activities.id = activity_id
  WHERE shifts.id = ?1 AND (?2 IS NULL OR centre IN (SELECT value FROM json_each(?2)))`
const COUNTER =
  'INSERT INTO case_counters (day, value) VALUES (?1, 1) ON CONFLICT (day) DO UPDATE SET value = value + 1'
const BOOK = `INSERT INTO volunteers (id, number, code_hash, phone_hash, person_key, contact_sealed, age_band,
    guardian_consent_at, community, registered_at)
  SELECT ?2, ?1 || '-' || printf('%06d', value), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM case_counters WHERE day = ?1`
// A reserved place is taken whatever the waiting list: it was never the public's. Sign-up windows bind the public only.
const SIGN_UP = `INSERT INTO sign_ups (id, shift_id, volunteer_id, person_key, party, seq, state, how, check_code, signed_at,
    changed_at)
  SELECT ?1, shifts.id, ?2, ?3, ?1, next_seq,
    CASE WHEN ?4 = 1 OR (waiting = 0 AND taken < capacity - reserved) THEN 'confirmed' ELSE 'waiting' END,
    'desk', ?5, ?6, ?6
  FROM shifts JOIN activities ON activities.id = activity_id
  WHERE shifts.id = ?7 AND shifts.state = 'open' AND activities.state = 'open' AND ends_at > ?8
    AND (?4 = 0 OR (reserved > 0 AND taken < capacity))
    AND (?9 IS NULL OR min_age <= strftime('%Y', starts_at / 1000 + 28800, 'unixepoch') - substr(?9, 1, 4)
      - (strftime('%m-%d', starts_at / 1000 + 28800, 'unixepoch') < substr(?9, 6)))
    AND NOT EXISTS (SELECT 1 FROM sign_ups AS others JOIN shifts AS theirs ON theirs.id = others.shift_id
      WHERE others.person_key = ?3 AND others.state IN ('confirmed', 'waiting', 'offered')
        AND theirs.starts_at < shifts.ends_at AND shifts.starts_at < theirs.ends_at)`
const USE_RESERVED = `UPDATE shifts SET reserved = reserved - 1
  WHERE id = ?1 AND reserved > 0 AND EXISTS (SELECT 1 FROM sign_ups WHERE id = ?2)`
// Asks whether the sign-up is there; if not, its empty column takes the whole batch back.
const SUBMISSION = `INSERT INTO sign_up_submissions (key_hash, body_hash, sign_up_id, signed_on)
  VALUES (?1, ?2, (SELECT id FROM sign_ups WHERE id = ?3), ?4)`
const AGAIN = `SELECT body_hash, sign_up_id FROM sign_up_submissions WHERE key_hash = ?1`
const MADE = `SELECT sign_ups.id, sign_ups.state, number FROM sign_ups JOIN volunteers ON volunteers.id = volunteer_id
  WHERE sign_ups.id = ?1`
const SIGNED = 'FROM sign_ups WHERE id = ?'

export type DeskSigning = {
  one: Coming
  shift: string
  reserved: boolean
  keyHash: string
  bodyHash: string
  year: string
  day: string
  community: string
  at: number
  now: number
}

/** The book of this person, if one is open. */
export const findBookOfPerson = async ({ DB }: Env, key: string): Promise<string | null> =>
  (await DB.prepare(KNOWN).bind(key).first<{ id: string }>())?.id ?? null

/** Whether the shift is of one of these centres (all: null). */
export const isShiftWithin = async ({ DB }: Env, shift: string, centres: string | null): Promise<boolean> =>
  (await DB.prepare(SCOPE).bind(shift, centres).first()) !== null

/** Holds once the sign-up is there. */
export const onceSignedUp = (id: string): Guard => ({ from: SIGNED, values: [id] })

/** A new book where one is needed, the sign-up, the reserved place and the submission key, all or none, with `act`. */
export const deskSignUpStatements = ({ DB }: Env, signing: DeskSigning, act: Statement): Statement[] => {
  const { one, shift, reserved, keyHash, bodyHash, year, day, community, at, now } = signing
  const { book } = one
  return [
    ...(book
      ? [
          DB.prepare(COUNTER).bind(year),
          DB.prepare(BOOK).bind(
            ...[year, one.volunteer, book.codeHash, book.phoneHash, one.key, book.sealed, book.band, book.consent],
            ...[community, at],
          ),
        ]
      : []),
    DB.prepare(SIGN_UP).bind(
      ...[one.id, one.volunteer, one.key, reserved ? 1 : 0, one.check, at, shift, now, one.born],
    ),
    ...(reserved ? [DB.prepare(USE_RESERVED).bind(shift, one.id)] : []),
    DB.prepare(SUBMISSION).bind(keyHash, bodyHash, one.id, day),
    act,
  ]
}

export const findDeskSubmission = ({ DB }: Env, keyHash: string) =>
  DB.prepare(AGAIN).bind(keyHash).first<{ body_hash: string; sign_up_id: string }>()
export const findMade = ({ DB }: Env, id: string) =>
  DB.prepare(MADE).bind(id).first<{ id: string; state: SignUpState; number: string }>()
