import type { SignUpState } from '../domain/volunteer.ts'
import type { Env, Statement } from '../http/app-types.ts'

export type MineRow = {
  id: string
  shift_id: string
  party: string
  state: SignUpState
  volunteer_id: string
  person_key: string
  contact_sealed: string | null
  starts_at: number
  cancel_until: number
}

// Mine is what my book, or one joined into it, signed up: the sign-up itself or the head of its party.
const MINE = `SELECT theirs.id, theirs.shift_id, theirs.party, theirs.state, theirs.volunteer_id, theirs.person_key,
    volunteers.contact_sealed, starts_at, cancel_until
  FROM sign_ups AS asked JOIN sign_ups AS theirs ON theirs.id = asked.id OR theirs.party = asked.id
    JOIN sign_ups AS head ON head.id = asked.party
    JOIN volunteers ON volunteers.id = theirs.volunteer_id JOIN shifts ON shifts.id = theirs.shift_id
  WHERE asked.id = ?1 AND (SELECT coalesce(joined_into, id) FROM volunteers WHERE id = asked.volunteer_id) = ?2
    OR asked.id = ?1 AND (SELECT coalesce(joined_into, id) FROM volunteers WHERE id = head.volunteer_id) = ?2
  ORDER BY theirs.id <> asked.id, volunteers.number`
const SWAPPED = `SELECT 1 AS there FROM sign_ups WHERE shift_id = ?1 AND swapped_from = ?2`

/** A sign-up of this book with, if it is a head, its party behind it; empty when it is not theirs. */
export const listMyParty = async ({ DB }: Env, signUp: string, book: string) =>
  (await DB.prepare(MINE).bind(signUp, book).all<MineRow>()).results
/** Whether this sign-up was swapped for one on that shift before. */
export const wasSwapped = async ({ DB }: Env, signUp: string, to: string) =>
  (await DB.prepare(SWAPPED).bind(to, signUp).first()) !== null

// A head's id moves its whole party, a member's only themselves. Before a shift starts anyone may say that they will not
// come; once the time to cancel is over, whoever held a place says why, and that is kept.
const ACTIVE = `FROM sign_ups JOIN shifts ON shifts.id = shift_id
  WHERE shifts.id = ?1 AND (sign_ups.id = ?2 OR party = ?2) AND sign_ups.state IN ('confirmed', 'waiting', 'offered')
    AND starts_at > ?3 AND (sign_ups.state <> 'confirmed' OR cancel_until > ?3 OR ?4 <> '')`
const CANCEL = [
  `UPDATE sign_ups SET changed_at = ?5, version = version + 1, offer_until = NULL, state = 'cancelled',
    said = CASE WHEN state = 'confirmed' AND (SELECT cancel_until FROM shifts WHERE id = ?1) <= ?3 THEN ?4 END
  WHERE id IN (SELECT sign_ups.id `,
  ACTIVE,
  ')',
].join('')
const TELL_CANCELLED = [
  `INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at)
  SELECT ?6, 'sign_up.cancelled', 'desk', ?7, ?5, ?5 WHERE EXISTS (SELECT 1 `,
  ACTIVE,
  " AND sign_ups.id = ?2 AND sign_ups.state <> 'waiting')",
].join('')

export type Leaving = { shift: string; signUp: string; said: string; number: string; at: number; now: number }

/** Cancels a sign-up and, of a head, its party; the desk hears of a place that was held. The change stands last. */
export const cancelStatements = ({ DB }: Env, { shift, signUp, said, number, at, now }: Leaving): Statement[] => [
  DB.prepare(TELL_CANCELLED).bind(shift, signUp, now, said, at, crypto.randomUUID(), number),
  DB.prepare(CANCEL).bind(shift, signUp, now, said, at),
]

const CONFIRM = `UPDATE sign_ups SET state = 'confirmed', offer_until = NULL, changed_at = ?4, version = version + 1
  WHERE shift_id = ?1 AND party = ?2 AND state = 'offered' AND offer_until > ?3
    AND EXISTS (SELECT 1 FROM shifts WHERE id = ?1 AND starts_at > ?3)`
const DECLINE = `UPDATE sign_ups SET state = 'cancelled', offer_until = NULL, changed_at = ?3, version = version + 1
  WHERE shift_id = ?1 AND party = ?2 AND state = 'offered'`

/** Says yes to an offer, for all of the party; false when there is none, or it was too late. */
export const confirmOffer = async ({ DB }: Env, shift: string, party: string, at: number, now: number) =>
  (await DB.prepare(CONFIRM).bind(shift, party, now, at).run()).meta.changes > 0
export const declineStatement = ({ DB }: Env, shift: string, party: string, at: number): Statement =>
  DB.prepare(DECLINE).bind(shift, party, at)

// Its topic stays empty, and takes the whole batch back, unless all have their new place and left the old one.
const TELL_SWAPPED = `INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at)
  SELECT ?1, CASE WHEN (SELECT count(*) FROM sign_ups AS after JOIN sign_ups AS before ON before.id = after.swapped_from
      WHERE after.party = ?3 AND after.shift_id = ?2 AND after.state = 'confirmed' AND before.state = 'cancelled') = ?4
    THEN 'sign_up.swapped' END, 'desk', ?5, ?6, ?6`

export const tellSwapped = ({ DB }: Env, shift: string, head: string, people: number, number: string, at: number) =>
  DB.prepare(TELL_SWAPPED).bind(crypto.randomUUID(), shift, head, people, number, at)
