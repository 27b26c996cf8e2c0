import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'
import type { MessageState } from './rows.ts'

/** The channel of the environment (WEBHOOK_URL): it has no row and no subscription. */
export const WEBHOOK = 'webhook'

export type DeliveryRow = {
  id: string
  message_id: string
  channel_id: string
  subscription_id: string
  topic: string
  audience: string
  number: string
  state: MessageState
  attempts: number
  next_attempt_at: number
  last_error: string | null
  created_at: number
  sent_at: number | null
}

const INSERT = `INSERT INTO outbox_deliveries (id, message_id, channel_id, subscription_id, next_attempt_at, created_at)
  SELECT ?, outbox_messages.id, ?, ?, ?, ?`
const COLUMNS_OF = `SELECT outbox_deliveries.id, message_id, channel_id, subscription_id, topic, audience, number,
    outbox_deliveries.state, outbox_deliveries.attempts, outbox_deliveries.next_attempt_at,
    outbox_deliveries.last_error, outbox_deliveries.created_at, outbox_deliveries.sent_at
  FROM outbox_deliveries JOIN outbox_messages ON outbox_messages.id = message_id`
const CHANNELS_DUE = `SELECT DISTINCT channel_id FROM outbox_deliveries
  WHERE state = 'waiting' AND next_attempt_at <= ?`
const DUE =
  COLUMNS_OF +
  ` WHERE outbox_deliveries.state = 'waiting' AND channel_id = ? AND outbox_deliveries.next_attempt_at <= ?
  ORDER BY outbox_deliveries.next_attempt_at, outbox_deliveries.id LIMIT ?`
const OF_MESSAGE = COLUMNS_OF + ' WHERE message_id = ?'
const LOG =
  COLUMNS_OF +
  ` WHERE channel_id = ? AND (outbox_deliveries.created_at, outbox_deliveries.id) < (?, ?)
  ORDER BY outbox_deliveries.created_at DESC, outbox_deliveries.id DESC LIMIT ?`
// Whoever changes next_attempt_at first has the delivery until then; a sender that dies gives it back by doing nothing.
const CLAIM = `UPDATE outbox_deliveries SET attempts = attempts + 1, next_attempt_at = ?
  WHERE id = ? AND state = 'waiting' AND next_attempt_at = ?`
const SENT = `UPDATE outbox_deliveries SET state = 'sent', sent_at = ?, last_error = NULL
  WHERE id = ? AND state = 'waiting'`
const NOT_DELIVERED = `UPDATE outbox_deliveries SET last_error = ?, state = CASE WHEN attempts >= ? THEN 'failed' ELSE state END
  WHERE id = ? AND state = 'waiting'`
const GIVEN_UP = "UPDATE outbox_deliveries SET state = 'not_sent', last_error = ? WHERE id = ? AND state = 'waiting'"
const GIVEN_UP_OF_CHANNEL = `UPDATE outbox_deliveries SET state = 'not_sent', last_error = 'gone'
  WHERE channel_id = ?1 AND state = 'waiting'
    AND EXISTS (SELECT 1 FROM outbox_channels WHERE id = ?1 AND version = ?2)`
const GIVEN_UP_OF_SUBSCRIPTION =
  "UPDATE outbox_deliveries SET state = 'not_sent', last_error = 'gone' WHERE subscription_id = ? AND state = 'waiting'"

const WHILE_NOT_LAID_OUT = 'FROM outbox_messages WHERE outbox_messages.id = ? AND laid_out_at IS NULL'
const WHILE_SUBSCRIBED = `FROM outbox_messages, outbox_subscriptions
    JOIN outbox_channels ON outbox_channels.id = outbox_subscriptions.channel_id
  WHERE outbox_messages.id = ? AND laid_out_at IS NULL AND outbox_subscriptions.id = ? AND ended_at IS NULL
    AND disabled_at IS NULL`

/** Where one message goes: the webhook, or the address of a subscription. */
export type Way = { channel: string; subscription: string }

/** Holds while nobody has laid the message out, and while the subscription it would go to is still wanted. */
const whileWanted = (message: string, { subscription }: Way): Guard =>
  subscription === ''
    ? { from: WHILE_NOT_LAID_OUT, values: [message] }
    : { from: WHILE_SUBSCRIBED, values: [message, subscription] }

export const insertDelivery = (db: Database, message: string, way: Way, now: number, id: string): Statement => {
  const guard = whileWanted(message, way)
  return db.prepare(INSERT + ' ' + guard.from).bind(id, way.channel, way.subscription, now, now, ...guard.values)
}

export const listChannelsDue = async (db: Database, now: number): Promise<string[]> =>
  (await db.prepare(CHANNELS_DUE).bind(now).all<{ channel_id: string }>()).results.map(({ channel_id }) => channel_id)

export const listDue = async (db: Database, channel: string, now: number, limit: number): Promise<DeliveryRow[]> =>
  (await db.prepare(DUE).bind(channel, now, limit).all<DeliveryRow>()).results

export const listOfMessage = async (db: Database, message: string): Promise<DeliveryRow[]> =>
  (await db.prepare(OF_MESSAGE).bind(message).all<DeliveryRow>()).results

/** What became of messages on one channel before a point in time, newest first. */
export const listLog = async (db: Database, channel: string, before: { at: number; id: string }, limit: number) =>
  (await db.prepare(LOG).bind(channel, before.at, before.id, limit).all<DeliveryRow>()).results

/** Takes a due delivery until `until`; false when another sender has it. */
export const claimDelivery = async (db: Database, { id, next_attempt_at }: DeliveryRow, until: number) =>
  (await db.prepare(CLAIM).bind(until, id, next_attempt_at).run()).meta.changes > 0

export const recordSent = (db: Database, id: string, now: number) => db.prepare(SENT).bind(now, id).run()
export const recordNotDelivered = (db: Database, id: string, error: string, maxAttempts: number) =>
  db.prepare(NOT_DELIVERED).bind(error, maxAttempts, id).run()
/** Nobody to send it to any more: the channel was switched off, or the subscription ended. */
export const recordGivenUp = (db: Database, id: string, error: string) => db.prepare(GIVEN_UP).bind(error, id).run()
/** Of a channel that is switched off in the same batch, after this. */
export const giveUpChannel = (db: Database, { id, version }: { id: string; version: number }) =>
  db.prepare(GIVEN_UP_OF_CHANNEL).bind(id, version)
export const giveUpSubscription = (db: Database, subscription: string) =>
  db.prepare(GIVEN_UP_OF_SUBSCRIPTION).bind(subscription)
