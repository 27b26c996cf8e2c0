import type { Colour } from '../domain/slip.ts'
import type { Database } from '../http/app-types.ts'

/** A stretch of time in which a unit had a case to mend by a deadline (0014_supervision.sql). */
export type Watch = {
  id: number
  tip_off_id: string
  case_number: string
  category: string
  unit: string
  term: number
  due_at: number
  held_from: number
  held_until: number | null
  next_colour: Colour
  next_at: number
}

const WATCH = `SELECT slip_watches.id, tip_off_id, tip_offs.number AS case_number, tip_offs.category, slip_watches.unit, term,
    slip_watches.due_at, held_from, held_until, next_colour, next_at
  FROM slip_watches JOIN tip_offs ON tip_offs.id = tip_off_id`
const FIRST_DUE = WATCH + ' WHERE next_at <= ? ORDER BY next_at, tip_off_id LIMIT 1'
const COUNTED_OTHERWISE =
  WATCH + " WHERE next_at IS NOT NULL AND next_colour <> 'white' AND counted_by <> ? ORDER BY slip_watches.id LIMIT ?"
// Whoever goes on from the very same point goes on; the other finds it gone.
const GO_ON = `UPDATE slip_watches SET next_colour = ?, next_at = ?, counted_by = ?
  WHERE id = ? AND next_colour = ? AND next_at = ?`

/** The slip that fell due first of those not yet issued, or null. One row of an index, however many cases there are. */
export const findFirstDue = (db: Database, now: number): Promise<Watch | null> =>
  db.prepare(FIRST_DUE).bind(now).first<Watch>()

/** Watches whose next moment was counted by another calendar than this. */
export const listCountedOtherwise = async (db: Database, calendar: string, limit: number): Promise<Watch[]> =>
  (await db.prepare(COUNTED_OTHERWISE).bind(calendar, limit).all<Watch>()).results

export type Next = { colour: Colour; at: number | null }

/** The watch goes on to its next slip, if nobody was faster. */
export const goOn = (db: Database, watch: Watch, next: Next, calendar: string) =>
  db.prepare(GO_ON).bind(next.colour, next.at, calendar, watch.id, watch.next_colour, watch.next_at)
