import type { Guard } from '../db/guard.ts'
import type { OrderActor, OrderCourse, OrderMoveName, OrderRating, OrderState, OrderToMove } from '../domain/order.ts'
import type { Database, Statement } from '../http/app-types.ts'

/** An order with its menu item and team, without its code's hash and the sealed contact. */
export type OrderRow = {
  id: string
  number: string
  centre: string
  state: OrderState
  version: number
  team_id: string | null
  team_name: string | null
  street: string
  community: string
  people: number
  text: string
  has_contact: number
  wanted_at: number
  agreed_at: number | null
  due_at: number
  rating: OrderRating | null
  review: string | null
  ordered_at: number
  changed_at: number
  item_number: string
  kind: string
  title: string
  lasts_minutes: number
}
export type OrderEventRow = {
  kind: string
  actor: OrderActor
  staff_name: string | null
  team_id: string | null
  team_name: string | null
  said: string | null
  note: string | null
  proposed_at: number | null
  happened_at: number
}

export const ORDER_COLUMNS = `SELECT orders.id, orders.number, orders.centre, orders.state, orders.version, team_id,
    teams.name AS team_name, orders.street, orders.community, people, orders.text, contact_sealed IS NOT NULL AS has_contact,
    wanted_at, agreed_at, due_at, rating, review, ordered_at, orders.changed_at, menu_items.number AS item_number, kind,
    title, lasts_minutes
  FROM orders JOIN menu_items ON menu_items.id = menu_item_id LEFT JOIN teams ON teams.id = team_id`
export const ORDER_EVENTS = `SELECT order_events.kind, actor, staff.name AS staff_name, order_events.team_id,
    teams.name AS team_name, said, note, proposed_at, happened_at
  FROM order_events LEFT JOIN staff ON staff.id = staff_id LEFT JOIN teams ON teams.id = order_events.team_id`

const CONTACT = 'SELECT contact_sealed FROM orders WHERE id = ?1'

/** The sealed contact of an order; null when there is no order, or its time of keeping is over. */
export const findSealedContact = async (db: Database, id: string): Promise<string | null> =>
  (await db.prepare(CONTACT).bind(id).first<{ contact_sealed: string | null }>())?.contact_sealed ?? null

/** The part of an order that its course is decided by. */
export const toOrderMove = (row: OrderRow): OrderToMove => ({
  state: row.state,
  teamId: row.team_id,
  agreedAt: row.agreed_at,
  dueAt: row.due_at,
  rating: row.rating,
  review: row.review,
  wantedAt: row.wanted_at,
})

// The team that is to have the order still exists at the very moment of the move.
const UNCHANGED = `FROM orders WHERE id = ? AND version = ?
  AND (? IS NULL OR EXISTS (SELECT 1 FROM teams WHERE teams.id = ? AND ended_at IS NULL))`
const EVENT = `INSERT INTO order_events (id, order_id, seq, kind, from_state, to_state, actor, staff_id, team_id, said, note,
    proposed_at, happened_at)
  SELECT ?, orders.id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM order_events WHERE order_id = orders.id), ?, orders.state, ?,
    ?, ?, ?, ?, ?, ?, ?`
const UPDATE = `UPDATE orders SET state = ?4, team_id = ?5, agreed_at = ?6, due_at = ?7, rating = ?8, review = ?9,
    changed_at = ?10, version = version + 1
  WHERE id = ?1 AND version = ?2 AND (?3 IS NULL OR EXISTS (SELECT 1 FROM teams WHERE teams.id = ?3 AND ended_at IS NULL))`

/** Holds while nobody has changed the order since it was read and `team` (null: any) goes on. */
export const whileOrderUnchanged = (id: string, version: number, team: string | null): Guard => ({
  from: UNCHANGED,
  values: [id, version, team, team],
})

export type NewOrderEvent = {
  kind: OrderMoveName
  to: OrderState
  actor: OrderActor
  staffId: string | null
  teamId: string | null
  said: string | null
  note: string | null
  proposedAt: number | null
  at: number
}

export const insertOrderEvent = (db: Database, event: NewOrderEvent, guard: Guard): Statement =>
  db
    .prepare(EVENT + ' ' + guard.from)
    .bind(
      ...[crypto.randomUUID(), event.kind, event.to, event.actor, event.staffId, event.teamId, event.said, event.note],
      ...[event.proposedAt, event.at, ...guard.values],
    )

/** The change itself, under the same condition as its event: the last statement of the batch, whose count decides. */
export const recordOrderChange = (
  db: Database,
  { id, version }: Pick<OrderRow, 'id' | 'version'>,
  team: string | null,
  change: OrderCourse,
  at: number,
): Statement =>
  db
    .prepare(UPDATE)
    .bind(
      ...[id, version, team, change.state, change.teamId, change.agreedAt, change.dueAt, change.rating],
      ...[change.review, at],
    )
