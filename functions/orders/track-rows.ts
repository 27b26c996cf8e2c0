import type { Env } from '../http/app-types.ts'
import { ORDER_COLUMNS, ORDER_EVENTS, type OrderEventRow, type OrderRow } from './order-rows.ts'

const ORDER = `${ORDER_COLUMNS} WHERE orders.code_hash = ?1`
const EVENTS = `${ORDER_EVENTS} WHERE order_id = (SELECT id FROM orders WHERE code_hash = ?1) ORDER BY seq`

export type TrackedOrder = { order: OrderRow; events: OrderEventRow[] }

/** The order this code opens, with its history, or null. One round trip, found or not. */
export const findTrackedOrder = async ({ DB }: Env, codeHash: string): Promise<TrackedOrder | null> => {
  const [orders, events] = await DB.batch([ORDER, EVENTS].map((sql) => DB.prepare(sql).bind(codeHash)))
  const order = orders?.results[0] as OrderRow | undefined
  return order ? { order, events: events?.results as OrderEventRow[] } : null
}
