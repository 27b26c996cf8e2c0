import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'

/** Who should hear of it: the reporter (who left a contact), a volunteer, who placed an order, the desk, the supervisor, a unit, a team. */
export type Audience =
  'reporter' | 'volunteer' | 'resident' | 'desk' | 'supervisor' | `unit:${string}` | `team:${string}`
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

export type MessageState = 'waiting' | 'sent' | 'not_sent' | 'failed'
export type MessageRow = {
  id: string
  topic: string
  audience: string
  number: string
  /** As its deliveries stand, kept by a trigger; before it is laid out, waiting. */
  state: MessageState
  attempts: number
  next_attempt_at: number
  last_error: string | null
  created_at: number
  sent_at: number | null
}

const COLUMNS_OF = `SELECT id, topic, audience, number, state, attempts, next_attempt_at, last_error, created_at, sent_at
  FROM outbox_messages`
const TO_LAY_OUT = COLUMNS_OF + ' WHERE laid_out_at IS NULL AND created_at <= ? ORDER BY created_at, id LIMIT ?'
const BY_ID = COLUMNS_OF + ' WHERE id = ?'
const NEWEST = COLUMNS_OF + ' WHERE (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?'
// Last in the batch that lays a message out: without a single delivery it is not sent at all.
const LAID_OUT = `UPDATE outbox_messages SET laid_out_at = ?2, state = CASE
    WHEN EXISTS (SELECT 1 FROM outbox_deliveries WHERE message_id = ?1) THEN 'waiting' ELSE 'not_sent' END
  WHERE id = ?1 AND laid_out_at IS NULL`
// Its deliveries go with it (ON DELETE CASCADE).
const FORGET = `DELETE FROM outbox_messages WHERE id IN (
  SELECT id FROM outbox_messages WHERE created_at < ? ORDER BY created_at, id LIMIT ?)`

export const listToLayOut = async (db: Database, now: number, limit: number): Promise<MessageRow[]> =>
  (await db.prepare(TO_LAY_OUT).bind(now, limit).all<MessageRow>()).results

export const findMessage = (db: Database, id: string) => db.prepare(BY_ID).bind(id).first<MessageRow>()

/** Messages before a point in time, newest first. */
export const listMessages = async (db: Database, before: { at: number; id: string }, limit: number) =>
  (await db.prepare(NEWEST).bind(before.at, before.id, limit).all<MessageRow>()).results

export const recordLaidOut = (db: Database, id: string, now: number) => db.prepare(LAID_OUT).bind(id, now)

/** Deletes so many of the oldest messages from before this moment, with their deliveries; answers how many. */
export const deleteMessages = async (db: Database, before: number, limit: number): Promise<number> =>
  (await db.prepare(FORGET).bind(before, limit).run()).meta.changes
