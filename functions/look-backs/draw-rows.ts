import type { Database, Statement } from '../http/app-types.ts'

export type ClosedCase = { id: string; unit: string; closed_at: number; category: string; street: string }

// Praise is closed too, but nothing was mended; what has no unit was mended by nobody.
const CLOSED_IN = `SELECT id, unit, closed_at, category, street FROM tip_offs INDEXED BY tip_offs_closed_by_time
  WHERE status = 'closed' AND closed_at >= ? AND closed_at < ? AND door = 'problem' AND unit IS NOT NULL
    AND forgotten_at IS NULL ORDER BY closed_at, id`
const LAST_DRAW = 'SELECT week, closed, picked, drawn_at FROM look_back_draws ORDER BY week DESC LIMIT 1'
// A case opened again since it was read is looked at by nobody; what a draw has picked, no second one picks otherwise.
const PICK = `INSERT INTO look_backs (id, tip_off_id, closed_at, month, unit, category, street, due_at, picked_at)
  SELECT value ->> 'id', tip_offs.id, tip_offs.closed_at, value ->> 'month', tip_offs.unit, tip_offs.category,
    tip_offs.street, ?2, ?3
  FROM json_each(?1) JOIN tip_offs ON tip_offs.id = value ->> 'tipOff'
  WHERE status = 'closed' AND tip_offs.closed_at = value ->> 'closedAt' AND tip_offs.unit IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM look_back_draws WHERE week = ?4)
  ON CONFLICT (tip_off_id, closed_at) DO NOTHING`
const DRAWN = `INSERT INTO look_back_draws (week, closed, picked, drawn_at)
  SELECT ?2, ?3, (SELECT COUNT(*) FROM json_each(?1) JOIN look_backs ON look_backs.id = value ->> 'id'), ?4 WHERE true
  ON CONFLICT (week) DO NOTHING`

/** The problems that units mended and the office closed from a moment (included) to another (not included). */
export const listClosed = async (db: Database, from: number, to: number): Promise<ClosedCase[]> =>
  (await db.prepare(CLOSED_IN).bind(from, to).all<ClosedCase>()).results

export type DrawRow = { week: string; closed: number; picked: number; drawn_at: number }
export const findLastDraw = (db: Database): Promise<DrawRow | null> => db.prepare(LAST_DRAW).first<DrawRow>()

export type Picked = { id: string; tipOff: string; closedAt: number; month: string }
type Draw = { week: string; closed: number; picked: Picked[]; dueAt: number; now: number }

/** The look-backs of a week and the note that it was drawn; nothing when somebody had drawn it before. */
export const recordDraw = (db: Database, { week, closed, picked, dueAt, now }: Draw): Statement[] => {
  const list = JSON.stringify(picked)
  return [db.prepare(PICK).bind(list, dueAt, now, week), db.prepare(DRAWN).bind(list, week, closed, now)]
}
