import { maskNumbers } from '../domain/mask-numbers.ts'
import { isOverdue } from '../domain/order-course.ts'
import { allowedOrderMoves, type DeskOrderMove } from '../domain/order.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { may, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { findOrder, listAroundOrder, type TeamChoice } from './desk-rows.ts'
import { type OrderEventRow, type OrderRow, toOrderMove } from './order-rows.ts'

/** Numbers in what residents wrote are covered for those who may not open the contact either. */
const orderView = (row: OrderRow, staff: Staff, now: number) => ({
  id: row.id,
  number: row.number,
  state: row.state,
  version: row.version,
  item: { number: row.item_number, title: row.title, kind: row.kind, lastsMinutes: row.lasts_minutes },
  centre: row.centre,
  team: row.team_name,
  street: row.street,
  community: row.community,
  people: row.people,
  text: may(staff.role, 'contact:unseal') ? row.text : maskNumbers(row.text),
  wantedAt: row.wanted_at,
  agreedAt: row.agreed_at,
  dueAt: row.due_at,
  overdue: isOverdue({ state: row.state, dueAt: row.due_at }, now),
  rating: row.rating,
  review: row.review,
  orderedAt: row.ordered_at,
  hasContact: row.has_contact === 1,
})

const eventView = (event: OrderEventRow) => ({
  kind: event.kind,
  actor: event.actor,
  staff: event.staff_name,
  team: event.team_name,
  said: event.said,
  note: event.note,
  proposedAt: event.proposed_at,
  at: event.happened_at,
})

export type DeskOrder = {
  order: ReturnType<typeof orderView>
  events: ReturnType<typeof eventView>[]
  allowedMoves: DeskOrderMove[]
  /** Teams it could be dispatched to; empty where it cannot be now. */
  teams: TeamChoice[]
}

/** The order as this member of staff may see it. */
export async function viewOrder(env: Env, row: OrderRow, staff: Staff, now: number): Promise<DeskOrder> {
  const { events, teams } = await listAroundOrder(env.DB, row, centresJson(staff))
  const allowedMoves = may(staff.role, 'order:move') ? allowedOrderMoves(toOrderMove(row), 'staff') : []
  return {
    order: orderView(row, staff, now),
    events: events.map(eventView),
    allowedMoves,
    teams: allowedMoves.includes('offer') ? teams : [],
  }
}

/** One order; an order of another unit's centre does not exist for a handler. */
export async function readOrder(env: Env, id: string, staff: Staff, now: number): Promise<Outcome<DeskOrder>> {
  const row = isUuid(id) ? await findOrder(env.DB, id, centresJson(staff)) : null
  return row ? done(await viewOrder(env, row, staff, now)) : refused('order.not_found')
}
