import type { UsedChallenge } from '../challenges/challenge.ts'
import type { AppealState, Claim } from '../domain/appeal.ts'
import type { Database, Statement } from '../http/app-types.ts'

const PUBLISHED = `SELECT exposures.id AS exposure, tip_offs.id, number FROM tip_offs
    JOIN exposures ON exposures.tip_off_id = tip_offs.id AND exposures.state = 'published'
  WHERE number = ?1 AND published_at IS NOT NULL AND until > ?2`
export type Appealed = { exposure: string; id: string; number: string }

/** What anyone may appeal against under this number: a case that is public now, or null. */
export const findAppealed = (db: Database, number: string, now: number) =>
  db.prepare(PUBLISHED).bind(number, now).first<Appealed>()

const INSERT = `INSERT INTO appeals
    (id, code_hash, key_hash, body_hash, tip_off_id, exposure_id, number, claim, text, contact_sealed, filed_at, due_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`
const CHALLENGE = 'INSERT INTO used_challenges (id, expires_at) VALUES (?1, ?2)'
const OUTBOX = `INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at)
  VALUES (?1, ?2, 'desk', ?3, ?4, ?4)`
const AGAIN = 'SELECT body_hash, number, filed_at FROM appeals WHERE key_hash = ?1'

export type NewAppeal = {
  id: string
  codeHash: string
  keyHash: string
  bodyHash: string
  against: Appealed
  claim: Claim
  text: string
  contactSealed: string | null
  filedAt: number
  dueAt: number
  topic: string
  challenge: UsedChallenge | null
}

/** The appeal and the message to the desk, in one batch. Throws on a key, code or challenge that was used. */
export const insertAppeal = async (db: Database, one: NewAppeal): Promise<void> => {
  const { against, challenge } = one
  await db.batch([
    ...(challenge ? [db.prepare(CHALLENGE).bind(challenge.id, challenge.expiresAt)] : []),
    db
      .prepare(INSERT)
      .bind(
        ...[one.id, one.codeHash, one.keyHash, one.bodyHash, against.id, against.exposure, against.number, one.claim],
        ...[one.text, one.contactSealed, one.filedAt, one.dueAt],
      ),
    db.prepare(OUTBOX).bind(crypto.randomUUID(), one.topic, against.number, one.filedAt),
  ])
}

export const findSubmission = (db: Database, keyHash: string) =>
  db.prepare(AGAIN).bind(keyHash).first<{ body_hash: string | null; number: string; filed_at: number }>()

export type TrackedAppeal = {
  number: string
  claim: Claim
  text: string
  state: AppealState
  filed_at: number
  due_at: number
  answer: string | null
  answered_at: number | null
}
const BY_CODE = `SELECT number, claim, text, state, filed_at, due_at, answer, answered_at FROM appeals
  WHERE code_hash = ?1`
export const findTracked = (db: Database, codeHash: string) => db.prepare(BY_CODE).bind(codeHash).first<TrackedAppeal>()

const CONTACT = 'SELECT contact_sealed FROM appeals WHERE id = ?1'
/** The sealed contact of an appeal; null when there is no appeal or none was left. */
export const findSealedContact = async (db: Database, id: string): Promise<string | null> =>
  (await db.prepare(CONTACT).bind(id).first<{ contact_sealed: string | null }>())?.contact_sealed ?? null

const FORGET_CONTACTS = `UPDATE appeals SET contact_sealed = NULL, key_hash = NULL, body_hash = NULL
  WHERE state <> 'waiting' AND answered_at < ?1 AND key_hash IS NOT NULL`
const FORGET_TEXTS = `UPDATE appeals SET text = '', answer = NULL
  WHERE state <> 'waiting' AND answered_at < ?1 AND text <> ''`
/** Statements that forget who appealed, and later what they wrote. */
export const forgetStatements = (db: Database, contactsBefore: number, textsBefore: number): Statement[] => [
  db.prepare(FORGET_CONTACTS).bind(contactsBefore),
  db.prepare(FORGET_TEXTS).bind(textsBefore),
]
