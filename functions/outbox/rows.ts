import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'

/** Who should hear of it: the reporter (who left a contact), a volunteer, who placed an order, the desk, the supervisor, a unit, a team. */
export type Audience = 'reporter' | 'volunteer' | 'resident' | 'desk' | 'supervisor' | `unit:${string}` | `team:${string}`
export type Message = { id?: string; topic: string; audience: Audience; number: string; now: number }

const INSERT_MESSAGE =
  'INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at) SELECT ?, ?, ?, ?, ?, ?'

/** The statement that puts a message into the outbox, while the guard holds: for the batch of the act it tells of. */
export const recordMessage = (db: Database, message: Message, guard?: Guard): Statement => {
  const { id = crypto.randomUUID(), topic, audience, number, now } = message
  const values = [id, topic, audience, number, now, now]
  return guard
    ? db.prepare(INSERT_MESSAGE + ' ' + guard.from).bind(...values, ...guard.values)
    : db.prepare(INSERT_MESSAGE).bind(...values)
}

export type MessageRow = {
  id: string
  topic: string
  audience: string
  number: string
  state: 'waiting' | 'sent' | 'not_sent' | 'failed'
  attempts: number
  next_attempt_at: number
  last_error: string | null
  created_at: number
  sent_at: number | null
}

const DUE = `SELECT id, topic, audience, number, state, attempts, next_attempt_at, last_error, created_at, sent_at
  FROM outbox_messages WHERE state = 'waiting' AND next_attempt_at <= ? ORDER BY next_attempt_at, id LIMIT ?`
const BY_ID = `SELECT id, topic, audience, number, state, attempts, next_attempt_at, last_error, created_at, sent_at
  FROM outbox_messages WHERE id = ?`
const NEWEST = `SELECT id, topic, audience, number, state, attempts, next_attempt_at, last_error, created_at, sent_at
  FROM outbox_messages WHERE (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?`
// Whoever changes next_attempt_at first has the message until then; a sender that dies gives it back by doing nothing.
const CLAIM = `UPDATE outbox_messages SET attempts = attempts + 1, next_attempt_at = ?
  WHERE id = ? AND state = 'waiting' AND next_attempt_at = ?`
const SENT = `UPDATE outbox_messages SET state = 'sent', sent_at = ?, last_error = NULL WHERE id = ? AND state = 'waiting'`
const NOT_DELIVERED = `UPDATE outbox_messages SET last_error = ?, state = CASE WHEN attempts >= ? THEN 'failed' ELSE state END
  WHERE id = ? AND state = 'waiting'`
const NOT_SENT = `UPDATE outbox_messages SET state = 'not_sent' WHERE state = 'waiting' AND created_at <= ?`

export const listDue = async (db: Database, now: number, limit: number): Promise<MessageRow[]> =>
  (await db.prepare(DUE).bind(now, limit).all<MessageRow>()).results

export const findMessage = (db: Database, id: string) => db.prepare(BY_ID).bind(id).first<MessageRow>()

/** Messages before a point in time, newest first. */
export const listMessages = async (db: Database, before: { at: number; id: string }, limit: number) =>
  (await db.prepare(NEWEST).bind(before.at, before.id, limit).all<MessageRow>()).results

/** Takes a due message until `until`; false when another sender has it. */
export const claimMessage = async (db: Database, { id, next_attempt_at }: MessageRow, until: number) =>
  (await db.prepare(CLAIM).bind(until, id, next_attempt_at).run()).meta.changes > 0

export const recordSent = (db: Database, id: string, now: number) => db.prepare(SENT).bind(now, id).run()
export const recordNotDelivered = (db: Database, id: string, error: string, maxAttempts: number) =>
  db.prepare(NOT_DELIVERED).bind(error, maxAttempts, id).run()
export const recordNotSent = (db: Database, now: number) => db.prepare(NOT_SENT).bind(now).run()
