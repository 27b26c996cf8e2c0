import type { Guard } from '../db/guard.ts'
import type { SlipMove } from '../domain/slip.ts'
import type { Database } from '../http/app-types.ts'

const WHILE_SLIP_IS = 'FROM slips WHERE id = ? AND version = ?'

/** Holds while nobody has touched the slip since it was read. */
export const whileSlipIs = (id: string, version: number): Guard => ({ from: WHILE_SLIP_IS, values: [id, version] })

const MOVES: Record<SlipMove, string> = {
  note: 'UPDATE slips SET note = ?1, note_by = ?2, noted_at = ?3, version = version + 1 WHERE id = ?4 AND version = ?5',
  withdraw: `UPDATE slips SET withdrawn_reason = ?1, withdrawn_by = ?2, withdrawn_at = ?3, version = version + 1
    WHERE id = ?4 AND version = ?5`,
  acknowledge: `UPDATE slips SET acknowledged_by = ?2, acknowledged_at = ?3, version = version + 1
    WHERE id = ?4 AND version = ?5`,
  // Who answers has read it.
  answer: `UPDATE slips SET answer = ?1, answered_by = ?2, answered_at = ?3,
      acknowledged_by = COALESCE(acknowledged_by, ?2), acknowledged_at = COALESCE(acknowledged_at, ?3), version = version + 1
    WHERE id = ?4 AND version = ?5`,
}

export type MovedSlip = { id: string; version: number; said: string; staffId: string; now: number }

/** The change itself, the last of its batch: no change says that somebody was faster. */
export const recordSlipMove = (db: Database, move: SlipMove, { id, version, said, staffId, now }: MovedSlip) =>
  db.prepare(MOVES[move]).bind(said, staffId, now, id, version)
