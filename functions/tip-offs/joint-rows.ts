import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'
import type { QueueRow } from './queue-rows.ts'

const INSERT = `INSERT INTO tip_off_joint_units (tip_off_id, unit, joined_at, open, due_at)
  SELECT id, ?, ?, 1, due_at`
const DELETE = 'DELETE FROM tip_off_joint_units WHERE tip_off_id = ? AND unit = ? AND EXISTS (SELECT 1'
const QUEUE = `SELECT tip_offs.id, number, door, status, category, community, landmark, tip_offs.due_at, received_at,
    tip_offs.unit, photo_count, me_too_count, question_open, urgent_at, rebound_of, backlog_until, extension_until, version,
    NULL AS slip
  FROM tip_off_joint_units INDEXED BY tip_off_joint_units_queue CROSS JOIN tip_offs ON tip_offs.id = tip_off_id
  WHERE tip_off_joint_units.unit = ? AND open = 1 AND (tip_off_joint_units.due_at, tip_off_id) > (?, ?)
  ORDER BY tip_off_joint_units.due_at, tip_off_id LIMIT ?`

/** A unit helps from now on, while the guard on its case holds. */
export const insertJointUnit = (db: Database, unit: string, now: number, guard: Guard): Statement =>
  db.prepare(INSERT + ' ' + guard.from).bind(unit, now, ...guard.values)

/** A unit helps no longer: it was let go, or the case is now its own. */
export const deleteJointUnit = (db: Database, id: string, unit: string, guard: Guard): Statement =>
  db.prepare(DELETE + ' ' + guard.from + ')').bind(id, unit, ...guard.values)

/** Open cases of others that this unit helps with, by deadline: each of them its own rows and no others. */
export const listJointRows = async (
  db: Database,
  unit: string,
  after: { at: number; id: string } | null,
  limit: number,
): Promise<QueueRow[]> => {
  const { at, id } = after ?? { at: 0, id: '' }
  return (await db.prepare(QUEUE).bind(unit, at, id, limit).all<QueueRow>()).results
}
