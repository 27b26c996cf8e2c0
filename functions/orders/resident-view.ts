import { isOverdue } from '../domain/order-course.ts'
import { allowedOrderMoves } from '../domain/order.ts'
import { workingDaysLate, type WorkCalendar } from '../domain/work-days.ts'
import { toOrderMove } from './order-rows.ts'
import type { TrackedOrder } from './track-rows.ts'

/** What residents hear of `said`: the desk's reason, and their own words. Notes stay inside. */
export const residentView = ({ order, events }: TrackedOrder, now: number, calendar: WorkCalendar) => ({
  number: order.number,
  version: order.version,
  state: order.state,
  item: { number: order.item_number, title: order.title, kind: order.kind, lastsMinutes: order.lasts_minutes },
  centre: order.centre,
  team: ['claimed', 'agreed', 'served', 'reviewed'].includes(order.state) ? order.team_name : null,
  community: order.community,
  people: order.people,
  text: order.text,
  wantedAt: order.wanted_at,
  agreedAt: order.agreed_at,
  dueAt: order.due_at,
  overdueWorkingDays: isOverdue({ state: order.state, dueAt: order.due_at }, now)
    ? workingDaysLate(order.due_at, now, calendar)
    : 0,
  rating: order.rating,
  review: order.review,
  orderedAt: order.ordered_at,
  hasContact: order.has_contact === 1,
  allowedMoves: allowedOrderMoves(toOrderMove(order), 'resident'),
  timeline: events.map(({ kind, said, team_name, proposed_at, happened_at }) => ({
    kind,
    said,
    team: ['claim', 'propose', 'serve'].includes(kind) ? team_name : null,
    proposedAt: proposed_at,
    at: happened_at,
  })),
})
export type ResidentView = ReturnType<typeof residentView>
