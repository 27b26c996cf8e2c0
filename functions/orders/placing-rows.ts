import type { UsedChallenge } from '../challenges/challenge.ts'
import type { OrderInput } from '../domain/order-input.ts'
import type { Env, Statement } from '../http/app-types.ts'

// Every row of a new order stands or falls with its menu item being on the menu at that moment.
const SUBMISSION = `INSERT INTO order_submissions (key_hash, body_hash, order_id, ordered_on)
  SELECT ?1, ?2, ?3, ?4 FROM menu_items WHERE id = ?5 AND state = 'open'`
const CHALLENGE = `INSERT INTO used_challenges (id, expires_at)
  SELECT ?1, ?2 FROM menu_items WHERE id = ?3 AND state = 'open'`
const COUNTER = `INSERT INTO case_counters (day, value) SELECT ?1, 1 FROM menu_items WHERE id = ?2 AND state = 'open'
  ON CONFLICT (day) DO UPDATE SET value = value + 1`
const ORDER = `INSERT INTO orders (id, number, code_hash, menu_item_id, centre, state, street, community, people, text,
    contact_sealed, wanted_at, due_at, ordered_at, changed_at)
  SELECT ?1, ?2 || '-' || printf('%04d', value), ?3, menu_items.id, menu_items.centre, 'ordered', ?4, ?5, ?6, ?7, ?8, ?9,
    ?10, ?11, ?11 FROM case_counters, menu_items WHERE day = ?2 AND menu_items.id = ?12 AND menu_items.state = 'open'
  RETURNING number`
const EVENT = `INSERT INTO order_events (id, order_id, seq, kind, to_state, actor, happened_at)
  SELECT ?1, id, 1, 'order', 'ordered', 'resident', ?3 FROM orders WHERE id = ?2`
const OUTBOX = `INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at)
  SELECT ?1, 'order.ordered', 'desk', number, ?3, ?3 FROM orders WHERE id = ?2`
const AGAIN = `SELECT order_submissions.body_hash, orders.number, orders.ordered_at
  FROM order_submissions JOIN orders ON orders.id = order_submissions.order_id WHERE key_hash = ?1`

export type Placing = {
  id: string
  itemId: string
  keyHash: string
  bodyHash: string
  codeHash: string
  counter: string
  day: string
  input: OrderInput
  street: string
  contactSealed: string
  wantedAt: number
  dueAt: number
  orderedAt: number
  challenge: UsedChallenge | null
}

/**
 * Everything a new order is, in one batch: all of it or none. Answers its number, or null when its item has left the
 * menu. Throws on a unique value that is taken: submission key, code, challenge (db/violation.ts tells which).
 */
export const insertOrder = async ({ DB }: Env, placing: Placing): Promise<string | null> => {
  const { id, itemId, input, challenge, orderedAt } = placing
  const statements: Statement[] = [
    DB.prepare(SUBMISSION).bind(placing.keyHash, placing.bodyHash, id, placing.day, itemId),
    DB.prepare(COUNTER).bind(placing.counter, itemId),
    DB.prepare(ORDER).bind(
      ...[id, placing.counter, placing.codeHash, placing.street, input.community, input.people, input.text],
      ...[placing.contactSealed, placing.wantedAt, placing.dueAt, orderedAt, itemId],
    ),
    DB.prepare(EVENT).bind(crypto.randomUUID(), id, orderedAt),
    DB.prepare(OUTBOX).bind(crypto.randomUUID(), id, orderedAt),
    ...(challenge ? [DB.prepare(CHALLENGE).bind(challenge.id, challenge.expiresAt, itemId)] : []),
  ]
  const results = await DB.batch<{ number: string }>(statements)
  return results[2]?.results[0]?.number ?? null
}

/** What was ordered under this submission key before, or null. */
export const findOrderSubmission = ({ DB }: Env, keyHash: string) =>
  DB.prepare(AGAIN).bind(keyHash).first<{ body_hash: string; number: string; ordered_at: number }>()
