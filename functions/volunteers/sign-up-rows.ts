import type { UsedChallenge } from '../challenges/challenge.ts'
import type { Env, Result, Statement } from '../http/app-types.ts'
import type { SignUpState } from '../domain/volunteer.ts'

/** One who comes, as the statements take them from JSON. `book` is there where a new record book has to be made. */
export type Coming = {
  id: string
  volunteer: string
  key: string
  check: string
  born: string | null
  /** The sign-up this one is swapped for. */
  from?: string
  book?: { codeHash: string; phoneHash: string; sealed: string; band: string; consent: number | null }
}

const CHALLENGE = 'INSERT INTO used_challenges (id, expires_at) VALUES (?1, ?2)'
const COUNTER =
  'INSERT INTO case_counters (day, value) VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET value = value + ?2'
const BOOKS = `INSERT INTO volunteers (id, number, code_hash, phone_hash, person_key, contact_sealed, age_band,
    guardian_consent_at, community, skills, registered_at)
  SELECT value ->> 'volunteer', ?1 || '-' || printf('%06d', counted - json_array_length(?2) + key + 1),
    value ->> '$.book.codeHash', value ->> '$.book.phoneHash', value ->> 'key', value ->> '$.book.sealed',
    value ->> '$.book.band', value ->> '$.book.consent', ?3, ?4, ?5
  FROM json_each(?2), (SELECT value AS counted FROM case_counters WHERE day = ?1)`

// The one place where it is decided who gets a place. Everyone of a party in one statement, with one state and one seq;
// the triggers count after it, and CHECK (taken <= capacity) has the last word.
const SIGN_UPS = `INSERT INTO sign_ups (id, shift_id, volunteer_id, person_key, party, seq, state, how, check_code, swapped_from,
    signed_at, changed_at)
  SELECT one.value ->> 'id', shifts.id, one.value ->> 'volunteer', one.value ->> 'key', ?1, next_seq,
    CASE WHEN waiting = 0 AND taken + json_array_length(?2) <= capacity - reserved THEN 'confirmed' ELSE 'waiting' END,
    'public', one.value ->> 'check', one.value ->> 'from', ?3, ?3
  FROM shifts JOIN activities ON activities.id = shifts.activity_id, json_each(?2) AS one
  WHERE shifts.id = ?4 AND shifts.state = 'open' AND activities.state = 'open'
    AND opens_at <= ?5 AND closes_at > ?5 AND ends_at > ?5 AND json_array_length(?2) <= capacity - reserved
    AND (one.value ->> 'born' IS NULL OR min_age <=
      strftime('%Y', starts_at / 1000 + 28800, 'unixepoch') - substr(one.value ->> 'born', 1, 4)
        - (strftime('%m-%d', starts_at / 1000 + 28800, 'unixepoch') < substr(one.value ->> 'born', 6)))
    AND NOT EXISTS (SELECT 1 FROM sign_ups AS others JOIN shifts AS theirs ON theirs.id = others.shift_id
      WHERE others.person_key = one.value ->> 'key' AND others.state IN ('confirmed', 'waiting', 'offered')
        AND others.id IS NOT one.value ->> 'from'
        AND theirs.starts_at < shifts.ends_at AND shifts.starts_at < theirs.ends_at)
    AND (one.value ->> 'from' IS NULL OR EXISTS (SELECT 1 FROM sign_ups AS before
      WHERE before.id = one.value ->> 'from' AND before.state IN ('confirmed', 'waiting', 'offered')))`
// The last row asks whether all of them got in; if not, its empty column takes the whole batch back.
const SUBMISSION = `INSERT INTO sign_up_submissions (key_hash, body_hash, sign_up_id, signed_on)
  SELECT ?1, ?2, CASE count(*) WHEN ?3 THEN ?4 END, ?5 FROM sign_ups WHERE party = ?4`
const SIGNED = `SELECT mine.id, mine.state, mine.check_code, mine.offer_until, mine.shift_id, mine.volunteer_id, number,
    code_hash, contact_sealed, CASE mine.state WHEN 'waiting' THEN (SELECT count(*) + 1 FROM sign_ups AS before
      WHERE before.shift_id = mine.shift_id AND before.state = 'waiting' AND before.seq < mine.seq) END AS place
  FROM sign_ups AS mine JOIN volunteers ON volunteers.id = mine.volunteer_id
  WHERE mine.party = ?1 ORDER BY mine.id <> ?1, number`
const AGAIN = `SELECT body_hash, sign_up_id, shift_id FROM sign_up_submissions
  JOIN sign_ups ON sign_ups.id = sign_up_id WHERE key_hash = ?1`

export type SignedRow = {
  id: string
  state: SignUpState
  check_code: string
  offer_until: number | null
  shift_id: string
  volunteer_id: string
  number: string
  code_hash: string
  contact_sealed: string | null
  place: number | null
}
export type SigningUp = {
  people: Coming[]
  shift: string
  keyHash: string
  bodyHash: string
  challenge: UsedChallenge | null
  counter: string
  day: string
  community: string
  skills: string[]
  at: number
  now: number
}

/** The statement that signs these people up, all of them or none, if shift, clock, age and their other shifts allow it. */
export const insertSignUps = ({ DB }: Env, people: Coming[], shift: string, at: number, now: number): Statement => {
  const list = JSON.stringify(people.map(({ book: _, ...one }) => one))
  return DB.prepare(SIGN_UPS).bind(people[0]!.id, list, at, shift, now)
}

/**
 * Books, sign-ups and submission key in one batch, all or none; answers the sign-ups and what `after` read.
 * Throws when not everyone got in (`sign_up_submissions.sign_up_id` left empty) and on a unique value that is taken:
 * submission key, book's code, challenge (db/violation.ts tells which).
 */
export const recordSignUp = async (env: Env, signing: SigningUp, after: Statement) => {
  const { DB } = env
  const { people, shift, at, now, challenge } = signing
  const head = people[0]!.id
  const fresh = people.filter(({ book }) => book)
  const books = JSON.stringify(fresh)
  const { counter, community, skills } = signing
  const results = await DB.batch([
    ...(challenge ? [DB.prepare(CHALLENGE).bind(challenge.id, challenge.expiresAt)] : []),
    ...(fresh.length > 0
      ? [
          DB.prepare(COUNTER).bind(counter, fresh.length),
          DB.prepare(BOOKS).bind(counter, books, community, JSON.stringify(skills), at),
        ]
      : []),
    insertSignUps(env, people, shift, at, now),
    DB.prepare(SUBMISSION).bind(signing.keyHash, signing.bodyHash, people.length, head, signing.day),
    DB.prepare(SIGNED).bind(head),
    after,
  ])
  return { signed: (results.at(-2)?.results ?? []) as SignedRow[], after: results.at(-1) as Result<unknown> }
}

/** What was signed up under this submission key before, or null. */
export const findSubmission = ({ DB }: Env, keyHash: string) =>
  DB.prepare(AGAIN).bind(keyHash).first<{ body_hash: string; sign_up_id: string; shift_id: string }>()

/** A sign-up with its party as it stands now, and what `after` read. */
export const listSigned = async ({ DB }: Env, head: string, after: Statement) => {
  const [signed, read] = await DB.batch([DB.prepare(SIGNED).bind(head), after])
  return { signed: (signed?.results ?? []) as SignedRow[], after: read }
}
