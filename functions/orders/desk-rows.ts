import type { OrderState } from '../domain/order.ts'
import type { Database } from '../http/app-types.ts'
import { ORDER_COLUMNS, ORDER_EVENTS, type OrderEventRow, type OrderRow } from './order-rows.ts'

const IN_REACH = '(?1 IS NULL OR orders.centre IN (SELECT value FROM json_each(?1)))'
const OF_CENTRE = '(?2 IS NULL OR orders.centre = ?2)'
const OPEN = `${ORDER_COLUMNS}
  WHERE orders.state IN ('ordered', 'offered', 'claimed', 'agreed', 'served') AND (?3 IS NULL OR orders.state = ?3)
    AND ${IN_REACH} AND ${OF_CENTRE} AND (due_at, orders.id) > (?4, ?5)
  ORDER BY due_at, orders.id LIMIT ?6`
const ENDED = `${ORDER_COLUMNS}
  WHERE orders.state IN ('reviewed', 'declined', 'cancelled') AND (?3 IS NULL OR orders.state = ?3)
    AND ${IN_REACH} AND ${OF_CENTRE} AND (orders.changed_at, orders.id) < (?4, ?5)
  ORDER BY orders.changed_at DESC, orders.id DESC LIMIT ?6`
const COUNTS = `SELECT state, count(*) AS count, sum(due_at < ?3 AND state <> 'served') AS overdue FROM orders
  WHERE state IN ('ordered', 'offered', 'claimed', 'agreed', 'served') AND ${IN_REACH} AND ${OF_CENTRE} GROUP BY state`
const ONE = `${ORDER_COLUMNS} WHERE orders.id = ?1 AND (?2 IS NULL OR orders.centre IN (SELECT value FROM json_each(?2)))`
const EVENTS = `${ORDER_EVENTS} WHERE order_id = ?1 ORDER BY seq`
const TEAMS = `SELECT id, name, centre FROM teams
  WHERE ended_at IS NULL AND (?1 IS NULL OR centre IN (SELECT value FROM json_each(?1)))
  ORDER BY centre <> ?2, name LIMIT 300`
const LAST = `SELECT actor, staff.name AS staff_name, teams.name AS team_name, happened_at FROM order_events
    LEFT JOIN staff ON staff.id = staff_id LEFT JOIN teams ON teams.id = order_events.team_id
  WHERE order_id = ?1 ORDER BY seq DESC LIMIT 1`

export type OrderReach = { centres: string | null; centre: string | null }
export type OrderFilter = { ended: boolean; state: OrderState | null }
type After = { at: number; id: string } | null

/** One page of open orders by deadline, nearest first, or of ended ones, the latest first. */
export const listOrders = async (
  db: Database,
  { ended, state }: OrderFilter,
  { centres, centre }: OrderReach,
  after: After,
  limit: number,
): Promise<OrderRow[]> => {
  const { at, id } = after ?? (ended ? { at: Number.MAX_SAFE_INTEGER, id: '~' } : { at: 0, id: '' })
  const statement = db.prepare(ended ? ENDED : OPEN).bind(centres, centre, state, at, id, limit)
  return (await statement.all<OrderRow>()).results
}

export const countOrders = async (db: Database, { centres, centre }: OrderReach, now: number) =>
  (await db.prepare(COUNTS).bind(centres, centre, now).all<{ state: OrderState; count: number; overdue: number }>())
    .results

/** The order, or null when there is none or its centre is out of reach. */
export const findOrder = (db: Database, id: string, centres: string | null) =>
  db.prepare(ONE).bind(id, centres).first<OrderRow>()

export type TeamChoice = { id: string; name: string; centre: string }

/** History, and the teams an order could go to: those of its own centre first. */
export const listAroundOrder = async (db: Database, order: OrderRow, centres: string | null) => {
  const [events, teams] = await db.batch([
    db.prepare(EVENTS).bind(order.id),
    db.prepare(TEAMS).bind(centres, order.centre),
  ])
  return { events: (events?.results ?? []) as OrderEventRow[], teams: (teams?.results ?? []) as TeamChoice[] }
}

export const findLastActor = (db: Database, id: string) =>
  db.prepare(LAST).bind(id).first<Pick<OrderEventRow, 'actor' | 'staff_name' | 'team_name' | 'happened_at'>>()
