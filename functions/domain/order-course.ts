import {
  ORDER,
  orderMove,
  type OrderActor,
  type OrderCourse,
  type OrderMoveName,
  type OrderRating,
  type OrderToMove,
} from './order.ts'
import { done, refused, type Issue, type Outcome } from './outcome.ts'
import { DAY, MINUTE } from './shanghai-day.ts'
import { addWorkingDays, type WorkCalendar } from './work-days.ts'

/** A move as it was asked for; what was left empty is '' or null. */
export type OrderAsked = {
  move: OrderMoveName
  said: string
  note: string
  teamId: string | null
  at: number | null
  rating: OrderRating | null
}

const issue = (code: string, field: string): Issue => ({ code, field })

const missing = (order: OrderToMove, asked: OrderAsked, now: number): Issue[] => {
  const { demands = [] } = orderMove(asked.move)
  const issues: Issue[] = []
  if (demands.includes('said') && asked.said === '') issues.push(issue('order_said.missing', 'said'))
  if (demands.includes('note') && asked.note === '') issues.push(issue('order_note.missing', 'note'))
  if (demands.includes('team') && asked.teamId === null) issues.push(issue('order_team.missing', 'team'))
  if (demands.includes('rating') && asked.rating === null) issues.push(issue('order_rating.missing', 'rating'))
  if (demands.includes('proposal') && order.agreedAt === null) issues.push({ code: 'order.cannot_now' })
  if (demands.includes('at')) issues.push(...timeIssues(asked.at, now, 'at'))
  return issues
}

/** What is wrong with a time somebody wants or proposes: `order_time.missing`, `.past`, `.too_far`. */
export const timeIssues = (at: number | null, now: number, field: string): Issue[] => {
  if (at === null) return [issue('order_time.missing', field)]
  if (at < now) return [issue('order_time.past', field)]
  return at > now + ORDER.days * DAY ? [{ code: 'order_time.too_far', field, detail: { days: ORDER.days } }] : []
}

/**
 * Whether this actor may make this move on the order now, and what the order is after it.
 * `order.cannot_now` for another state, and what the move demands: `order_said.missing`, `order_note.missing`,
 * `order_team.missing`, `order_rating.missing`, `order_time.*`.
 */
export const checkOrderMove = (
  order: OrderToMove,
  asked: OrderAsked,
  by: OrderActor,
  now: number,
  calendar: WorkCalendar,
): Outcome<OrderCourse> => {
  const move = orderMove(asked.move)
  if (!move.by.includes(by) || !move.from.includes(order.state)) return refused('order.cannot_now')
  const issues = missing(order, asked, now)
  if (issues.length > 0) return { ok: false, issues }
  const { wantedAt, ...course } = order
  return done({ ...course, state: move.to, ...changeOf(order, wantedAt, asked, now, calendar) })
}

const changeOf = (
  order: OrderCourse,
  wantedAt: number,
  asked: OrderAsked,
  now: number,
  calendar: WorkCalendar,
): Partial<OrderCourse> => {
  const soon = addWorkingDays(now, ORDER.workDays, calendar)
  switch (asked.move) {
    case 'offer':
      return { teamId: asked.teamId }
    case 'claim':
    case 'propose': {
      const at = Math.floor(asked.at! / MINUTE) * MINUTE
      // A team that comes when the resident wanted needs no further yes; a time the resident changed needs one.
      const agreed = asked.move === 'claim' && at === wantedAt
      return { state: agreed ? 'agreed' : 'claimed', teamId: asked.teamId, agreedAt: at, dueAt: at }
    }
    case 'ask_time':
      return { agreedAt: null, dueAt: soon }
    case 'hand_back':
    case 'take_back':
      return { teamId: null, agreedAt: null, dueAt: soon }
    case 'serve':
      return { dueAt: now + ORDER.reviewDays * DAY }
    // The agreed time is over: the order is late at once and stands first at the desk.
    case 'not_done':
      return { dueAt: Math.min(order.agreedAt ?? now, now) }
    case 'review':
      return { rating: asked.rating, review: asked.said || null }
    default:
      return {}
  }
}

/** Whether an order is late: its deadline has passed and somebody still owes a step. A served one waits for no one. */
export const isOverdue = (order: { state: OrderCourse['state']; dueAt: number }, now: number): boolean =>
  ['ordered', 'offered', 'claimed', 'agreed'].includes(order.state) && order.dueAt < now
