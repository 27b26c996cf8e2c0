import { TAKE_DOWN_KINDS, type TakeDownKind } from '../domain/exposure.ts'
import { DAY } from '../domain/shanghai-day.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { NEWEST, readCursor, writeCursor } from '../http/cursor.ts'
import { type ListedExposure, listExposures as listRows, listTakeDownTallies } from './list-rows.ts'

const PAGE = 30
/** What ends within two weeks is on the list, so that somebody can propose it anew. */
const SOON = 14 * DAY

const rowView = (row: ListedExposure, staff: Staff) => ({
  id: row.id,
  tipOff: { id: row.tip_off_id, number: row.number, category: row.category, community: row.community },
  until: row.until,
  unchecked: row.unchecked === 1,
  own: row.proposed_by === staff.id,
  proposedBy: row.proposer,
  proposedAt: row.proposed_at,
  decidedBy: row.decider,
  endedKind: row.ended_kind,
  endedBy: row.ender,
  endedAt: row.ended_at,
  endedReason: row.ended_reason,
})

/** How many cases were taken down from the board, by why, since it counts them. */
export const countTakeDowns = async (env: Env): Promise<Record<TakeDownKind, number>> => {
  const found = await listTakeDownTallies(env.DB)
  const numbers = TAKE_DOWN_KINDS.map((kind) => [kind, found.find((one) => one.kind === kind)?.number ?? 0])
  return Object.fromEntries(numbers) as Record<TakeDownKind, number>
}

/** The desk's list: proposals that wait, published cases whose time ends within two weeks, and the take-down log. */
export const listExposures = async (env: Env, staff: Staff, before: string | undefined, now: number) => {
  const rows = await listRows(env.DB, now + SOON, readCursor(before) ?? NEWEST, PAGE + 1)
  const view = (row: ListedExposure) => rowView(row, staff)
  const page = rows.down.slice(0, PAGE)
  const last = page.at(-1)
  return {
    waiting: rows.waiting.map(view),
    ending: rows.ending.map(view),
    down: page.map(view),
    next: rows.down.length > PAGE && last ? writeCursor({ at: last.ended_at ?? 0, id: last.id }) : null,
    counts: await countTakeDowns(env),
  }
}
export type ExposureList = Awaited<ReturnType<typeof listExposures>>
