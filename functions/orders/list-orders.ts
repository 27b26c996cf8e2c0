import { findCentre } from '../district.ts'
import { isOverdue } from '../domain/order-course.ts'
import { OPEN_ORDER_STATES, type OrderState } from '../domain/order.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { countOrders, listOrders as listRows } from './desk-rows.ts'
import type { OrderRow } from './order-rows.ts'

export const ORDER_TABS = ['open', ...OPEN_ORDER_STATES, 'ended'] as const
export type OrderTab = (typeof ORDER_TABS)[number]
const PAGE = 20

const inQueue = (row: OrderRow, now: number) => ({
  id: row.id,
  number: row.number,
  state: row.state,
  title: row.title,
  centre: row.centre,
  community: row.community,
  people: row.people,
  team: row.team_name,
  wantedAt: row.wanted_at,
  agreedAt: row.agreed_at,
  dueAt: row.due_at,
  overdue: isOverdue({ state: row.state, dueAt: row.due_at }, now),
  rating: row.rating,
  changedAt: row.changed_at,
})
export type OrderQueue = {
  orders: ReturnType<typeof inQueue>[]
  next: string | null
  counts: Record<string, number>
  overdue: number
}

/** A page of the orders this person answers for, overdue ones first, with how many stand in each open state. */
export async function listOrders(
  env: Env,
  staff: Staff,
  asked: { tab: OrderTab; centre: string | undefined; after: string | undefined },
  now: number,
): Promise<OrderQueue> {
  const centre = asked.centre && findCentre(asked.centre) ? asked.centre : null
  const reach = { centres: centresJson(staff), centre }
  const ended = asked.tab === 'ended'
  const state = asked.tab === 'open' || asked.tab === 'ended' ? null : (asked.tab satisfies OrderState)
  const rows = await listRows(env.DB, { ended, state }, reach, readCursor(asked.after), PAGE + 1)
  const counted = await countOrders(env.DB, reach, now)
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    orders: page.map((row) => inQueue(row, now)),
    next: rows.length > PAGE && last ? writeCursor({ at: ended ? last.changed_at : last.due_at, id: last.id }) : null,
    counts: Object.fromEntries(counted.map(({ state: one, count }) => [one, count])),
    overdue: counted.reduce((sum, one) => sum + one.overdue, 0),
  }
}
