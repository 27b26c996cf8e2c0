import type { Guard } from '../db/guard.ts'
import type { Place } from '../domain/rebound.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type Closed = Place & { id: string; number: string; unit: string | null; closed_at: number }
export type ReboundRow = Place & {
  id: string
  number: string
  status: string
  door: string
  category: string
  version: number
  received_at: number
  urgent_at: number | null
  rebound_of: string | null
}

const ONE = `SELECT id, number, status, door, category, community, landmark, lng, lat, version, received_at, urgent_at,
    rebound_of FROM tip_offs WHERE id = ?`
// The cells are walked by the index tip_offs_closed_here: nothing outside them is read, however many cases there are.
const CLOSED_HERE = `SELECT tip_offs.id, number, unit, community, landmark, lng, lat, closed_at
  FROM json_each(?1) AS cells CROSS JOIN tip_offs ON category = ?2 AND CAST(lat * 1000 AS INTEGER) = cells.value
    AND CAST(lng * 1000 AS INTEGER) BETWEEN ?3 AND ?4
  WHERE status = 'closed' AND lat IS NOT NULL AND closed_at >= ?5 AND closed_at < ?6 AND tip_offs.id <> ?7 LIMIT ?8`
const CLOSED_IN_COMMUNITY = `SELECT id, number, unit, community, landmark, lng, lat, closed_at FROM tip_offs
  WHERE community = ?1 AND category = ?2 AND status = 'closed' AND closed_at >= ?3 AND closed_at < ?4 AND id <> ?5
  ORDER BY closed_at DESC LIMIT ?6`
const BY_NUMBER = `SELECT id, number, unit, community, landmark, lng, lat, closed_at FROM tip_offs WHERE number = ?
  AND closed_at IS NOT NULL`

export const findForRebound = (db: Database, id: string) => db.prepare(ONE).bind(id).first<ReboundRow>()
export const findClosedByNumber = (db: Database, number: string) => db.prepare(BY_NUMBER).bind(number).first<Closed>()

type Since = { from: number; before: number }
type Cells = { rows: number[]; west: number; east: number }

/** Closed cases of the category in these cells. */
export const closedHere = (db: Database, { id, category }: ReboundRow, cells: Cells, since: Since, limit: number) =>
  db
    .prepare(CLOSED_HERE)
    .bind(JSON.stringify(cells.rows), category, cells.west, cells.east, since.from, since.before, id, limit)

/** Closed cases of the category in the same community. */
export const closedInCommunity = (db: Database, tipOff: ReboundRow, since: Since, limit: number) =>
  db.prepare(CLOSED_IN_COMMUNITY).bind(tipOff.community, tipOff.category, since.from, since.before, tipOff.id, limit)

const MARK = 'UPDATE tip_offs SET rebound_of = ?, rebound_unit = ? WHERE id = ? AND version = ? AND rebound_of IS NULL'

/** Marks a case as the rebound of a closed one, while it stands as it was read: for the batch of a move, before its last statement. */
export const markRebound = (
  db: Database,
  { id, version }: Pick<ReboundRow, 'id' | 'version'>,
  of: Pick<Closed, 'id' | 'unit'>,
): Statement => db.prepare(MARK).bind(of.id, of.unit, id, version)

const EVENT = `INSERT INTO tip_off_events
    (id, tip_off_id, seq, kind, from_status, to_status, actor, staff_id, unit, said, note, happened_at)
  SELECT ?, id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM tip_off_events WHERE tip_off_id = tip_offs.id), ?, status, status,
    'staff', ?, unit, NULL, ?, ? `

/** What somebody of the office marked, as an event of the case; reporters are not told of it (reporter-view.ts). */
export const insertMark = (
  db: Database,
  mark: { kind: string; staffId: string; note: string | null; now: number },
  guard: Guard,
): Statement =>
  db
    .prepare(EVENT + guard.from)
    .bind(crypto.randomUUID(), mark.kind, mark.staffId, mark.note, mark.now, ...guard.values)

const SET_REBOUND = `UPDATE tip_offs SET rebound_of = ?, rebound_unit = ?, changed_at = ?, version = version + 1
  WHERE id = ? AND version = ?`
const SET_URGENT =
  'UPDATE tip_offs SET urgent_at = ?, changed_at = ?, version = version + 1 WHERE id = ? AND version = ?'

export const recordRebound = (db: Database, row: ReboundRow, of: Closed | null, now: number): Statement =>
  db.prepare(SET_REBOUND).bind(of?.id ?? null, of?.unit ?? null, now, row.id, row.version)
export const recordUrgency = (
  db: Database,
  row: Pick<ReboundRow, 'id' | 'version'>,
  urgent: boolean,
  now: number,
): Statement => db.prepare(SET_URGENT).bind(urgent ? now : null, now, row.id, row.version)
