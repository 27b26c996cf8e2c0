import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'

/** An open case whose deadline was counted before the calendar changed. */
export type CountedCase = {
  id: string
  number: string
  version: number
  status: string
  unit: string | null
  due_at: number
  due_from: number
  counted_at: number
}

// A day that was changed moves no deadline that lies before it.
const COUNTED_BEFORE = `SELECT id, number, version, status, unit, due_at, COALESCE(due_from, received_at) AS due_from,
    COALESCE(due_counted_at, received_at) AS counted_at
  FROM tip_offs WHERE status IN ('received', 'accepted', 'assigned', 'rectified', 'verified') AND due_at >= ?
    AND COALESCE(due_counted_at, received_at) < ? AND backlog_until IS NULL
  ORDER BY due_at, id LIMIT ?`

/** Open cases due after a day and counted before a change, nearest deadline first. */
export const listCountedBefore = async (db: Database, dueFrom: number, change: number, limit: number) =>
  (await db.prepare(COUNTED_BEFORE).bind(dueFrom, change, limit).all<CountedCase>()).results

const WHILE_AS_COUNTED = 'FROM tip_offs WHERE id = ? AND version = ?'
export const whileAsCounted = ({ id, version }: CountedCase): Guard => ({
  from: WHILE_AS_COUNTED,
  values: [id, version],
})

const WHILE_WITH_UNIT = "FROM tip_offs WHERE id = ? AND version = ? AND status = 'assigned' AND unit IS NOT NULL"
/** As `whileAsCounted`, and only while a unit works on it: for what the unit is told. */
export const whileWithUnit = ({ id, version }: CountedCase): Guard => ({ from: WHILE_WITH_UNIT, values: [id, version] })

const EVENT = `INSERT INTO tip_off_events
    (id, tip_off_id, seq, kind, from_status, to_status, actor, staff_id, unit, said, note, happened_at)
  SELECT ?, id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM tip_off_events WHERE tip_off_id = tip_offs.id), 'recount', status,
    status, 'staff', ?, unit, NULL, ?, ? `
const REMARK = `UPDATE slips SET remark = ?, version = version + 1 WHERE tip_off_id = ? AND withdrawn_at IS NULL
  AND term = (SELECT term FROM slip_watches WHERE slip_watches.tip_off_id = slips.tip_off_id AND held_until IS NULL)
  AND EXISTS (SELECT 1 FROM tip_offs WHERE id = ? AND version = ?)`
const MOVE = `UPDATE tip_offs SET due_at = ?, changed_at = ?, version = version + 1 WHERE id = ? AND version = ?`
// The deadline still runs from where it ran before; only its end was counted now.
const FROM_AS_BEFORE = 'UPDATE tip_offs SET due_from = ? WHERE id = ? AND version = ? AND due_counted_at = ?'

type Recounted = { dueAt: number; staffId: string; note: string; remark: string; now: number }

/** Event, slips' remark and the new deadline of one case; the deadline is the last but one. */
export const recordRecount = (
  db: Database,
  row: CountedCase,
  { dueAt, staffId, note, remark, now }: Recounted,
  guard: Guard,
): Statement[] => [
  db.prepare(EVENT + guard.from).bind(crypto.randomUUID(), staffId, note, now, ...guard.values),
  db.prepare(REMARK).bind(remark, row.id, row.id, row.version),
  db.prepare(MOVE).bind(dueAt, now, row.id, row.version),
  db.prepare(FROM_AS_BEFORE).bind(row.due_from, row.id, row.version + 1, now),
]
