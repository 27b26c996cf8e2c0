import { done, refused, type Outcome } from '../domain/outcome.ts'
import { receivedSpan } from '../domain/queue-filter.ts'
import { allowedSlipMoves, COLOURS } from '../domain/slip.ts'
import type { SlipFilter } from '../domain/slip-input.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import { workingDaysLate } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { NEWEST, readCursor, writeCursor } from '../http/cursor.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { countUnanswered, findSlip, listSlips as listRows, type SlipRow } from './slip-list-rows.ts'

const PAGE = 50

type Written = { text: string | null; by: string | null; at: number }
const written = (text: string | null, by: string | null, at: number | null): Written | null =>
  at === null ? null : { text, by, at }

/** A slip as the desk sees it: number, colour, case, unit, and what became of it. */
export const slipView = (row: SlipRow, staff: Staff) => ({
  id: row.id,
  number: row.number,
  colour: row.colour,
  state: row.state,
  version: row.version,
  tipOff: {
    id: row.tip_off_id,
    number: row.case_number,
    category: row.category,
    community: row.community,
    landmark: row.landmark,
    status: row.case_status,
  },
  unit: row.unit,
  deadlineAt: row.deadline_at,
  dueAt: row.due_at,
  overdueDays: row.overdue_days,
  issuedAt: row.issued_at,
  /** Null: the clock issued it. */
  issuedBy: row.issuer,
  reason: row.reason,
  note: written(row.note, row.noter, row.noted_at),
  acknowledged: written(null, row.acknowledger, row.acknowledged_at),
  answer: written(row.answer, row.answerer, row.answered_at),
  withdrawn: written(row.withdrawn_reason, row.withdrawer, row.withdrawn_at),
  remark: row.remark,
  allowedMoves: allowedSlipMoves(row.state, staff.role),
})
export type DeskSlip = ReturnType<typeof slipView>
/** One slip by itself says as well how late the case is by now. */
export type WholeSlip = DeskSlip & { overdueDaysNow: number | null }

/** One slip; another unit's does not exist for a handler: `slip.not_found`. */
export const readSlip = async (env: Env, id: string, staff: Staff, now: number): Promise<Outcome<WholeSlip>> => {
  const row = isUuid(id) ? await findSlip(env.DB, id, scopeOf(staff)) : null
  if (!row) return refused('slip.not_found')
  const isOpen = row.case_status === 'assigned'
  const overdueDaysNow = isOpen ? workingDaysLate(row.deadline_at, now, await readCalendar(env)) : null
  return done({ ...slipView(row, staff), overdueDaysNow })
}

/** A page of slips by colour, unit, state, case, number or the days they fell due, those that fell due last first; a handler's are of their own unit. */
export const listSlips = async (env: Env, filter: SlipFilter, staff: Staff, after: string | undefined) => {
  const { state, ...asked } = filter
  const { from, to } = receivedSpan({ from: filter.from ?? '', to: filter.to ?? '' })
  const open = state === 'open' ? (1 as const) : null
  const scoped = { ...asked, ...{ state: state === 'open' ? null : state, open, from, to } }
  const ofUnit = { ...scoped, unit: scopeOf(staff) ?? filter.unit }
  const rows = await listRows(env.DB, ofUnit, readCursor(after) ?? NEWEST, PAGE + 1)
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    slips: page.map((row) => slipView(row, staff)),
    next: rows.length > PAGE && last ? writeCursor({ at: last.due_at, id: last.id }) : null,
  }
}

/** More than so many are not counted. */
const MOST = 100

/** How many slips wait for this person: a handler's unit's unanswered ones, for the supervisor the red; nobody else's. */
export const countWaiting = async (env: Env, staff: Staff): Promise<{ waiting: number }> => {
  if (staff.role === 'supervisor') return { waiting: await countUnanswered(env.DB, ['red'], null, MOST) }
  if (staff.role !== 'handler' || staff.unit === null) return { waiting: 0 }
  return { waiting: await countUnanswered(env.DB, [...COLOURS], staff.unit, MOST) }
}
