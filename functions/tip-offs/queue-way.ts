import { caseDay } from '../domain/case-number.ts'
import { dueSpan, isOpenTab, type QueueFilter, receivedSpan } from '../domain/queue-filter.ts'
import type { Cursor } from '../http/cursor.ts'
import type { Conditions, QueueRow, Start, Walk, Way } from './queue-rows.ts'

const EVER = Number.MAX_SAFE_INTEGER
const FIRST: Start = { at: 0, id: '' }
const LAST: Start = { at: EVER, id: '~' }
const orNull = (value: string) => (value === '' ? null : value)

type Chosen = { way: Way; place: string | null; status: string | null }

const byDeadline = ({ status, street, group, category, urgent }: QueueFilter, unit: string | null): Chosen => {
  // Few are urgent: whatever else is asked for is asked of them.
  if (urgent && isOpenTab(status)) return { way: 'urgent', place: null, status: null }
  const one = status === 'open' || status === 'any' ? null : status
  if (status === 'closed') return { way: unit === null ? 'closed' : 'unit_closed', place: unit, status: null }
  if (unit !== null) return { way: one === null ? 'unit_open' : 'unit_status', place: unit, status: one }
  if (street !== '') return { way: 'street', place: street, status: null }
  // A category's id begins with its group's (migration 0001).
  const among = group || category.split('-', 1)[0]!
  if (among !== '') return { way: 'group', place: among, status: null }
  return { way: one === null ? 'open' : 'status', place: null, status: one }
}

/** A deadline is only what an open case has; closed ones are listed without asking for it. */
const asksForDeadline = (filter: QueueFilter) => filter.due !== '' && filter.status !== 'closed'

/** The way through the cases that reads least for this filter, and where it begins. */
export const wayOf = (filter: QueueFilter, scope: string | null, now: number, after: Cursor | null): Walk => {
  const unit = scope ?? orNull(filter.unit)
  const due = asksForDeadline(filter) ? dueSpan(filter.due, now) : { from: 0, to: null }
  const dueTo = due.to ?? EVER
  if (filter.sort === 'me_too') return { way: 'me_too', place: null, status: null, start: after ?? LAST, dueTo }
  if (filter.sort === 'newest') {
    const { from, to } = receivedSpan(filter)
    const newest = { at: 0, id: after ? numberAfter(after) : to === null ? ':' : caseDay(to) }
    return { way: 'newest', place: from === null ? '' : caseDay(from), status: null, start: newest, dueTo }
  }
  const chosen = byDeadline(filter, unit)
  const first = filter.status === 'closed' ? LAST : { ...FIRST, at: due.from }
  return { ...chosen, start: after ?? first, dueTo }
}

/** Whatever was asked for is asked of every case on the way, also what the way already sees to. */
export const conditionsOf = (filter: QueueFilter, scope: string | null, now: number): Conditions => {
  const received = receivedSpan(filter)
  const due = asksForDeadline(filter) ? dueSpan(filter.due, now) : { from: null, to: null }
  const one = filter.status === 'open' || filter.status === 'any' ? null : filter.status
  return {
    status: one,
    category: orNull(filter.category),
    group: orNull(filter.group),
    street: orNull(filter.street),
    community: orNull(filter.community),
    unit: scope ?? orNull(filter.unit),
    door: orNull(filter.door),
    question: filter.question || null,
    photo: filter.photo || null,
    urgent: filter.urgent ? 1 : null,
    rebound: filter.rebound || null,
    backlog: filter.backlog || null,
    receivedFrom: received.from,
    receivedTo: received.to,
    open: filter.status === 'open' || (asksForDeadline(filter) && isOpenTab(filter.status)) ? true : null,
    dueFrom: due.from,
    dueTo: due.to,
  }
}

/** A case number as a cursor's number, and back: nobody's uuid is needed to go on from it. */
const numberAfter = ({ at }: Cursor): string => {
  const text = String(at).padStart(12, '0')
  return `${text.slice(0, 6)}-${String(Number(text.slice(6))).padStart(4, '0')}`
}

/** The cursor behind this case on the way. */
export const cursorAt = (way: Way, row: Pick<QueueRow, 'id' | 'number' | 'due_at' | 'me_too_count'>): Cursor => {
  if (way === 'newest')
    return { at: Number(row.number.slice(0, 6)) * 1_000_000 + Number(row.number.slice(7)), id: row.id }
  return { at: way === 'me_too' ? row.me_too_count : row.due_at, id: row.id }
}
