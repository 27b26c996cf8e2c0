import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'

const WHILE_OPEN = "FROM look_backs WHERE id = ? AND version = ? AND state = 'open'"
/** Holds while nobody has recorded what was found. */
export const whileOpen = (id: string, version: number): Guard => ({ from: WHILE_OPEN, values: [id, version] })

export type Found = { id: string; version: number; note: string; staffId: string; now: number }

const HELD = `UPDATE look_backs SET state = 'held', looked_by = ?, looked_at = ?, note = ?, version = version + 1
  WHERE id = ? AND version = ? AND state = 'open'`
/** It holds: the last of its batch, whose count decides. */
export const recordHeld = (db: Database, { id, version, note, staffId, now }: Found): Statement =>
  db.prepare(HELD).bind(staffId, now, note || null, id, version)

// Its case is opened again by the same batch: where somebody else recorded it meanwhile, the empty state takes all of it
// back (`look_backs.state`, db/violation.ts).
const REBOUNDED = `UPDATE look_backs SET state = CASE WHEN state = 'open' AND version = ? THEN 'rebounded' END,
    looked_by = ?, looked_at = ?, note = ?, version = version + 1
  WHERE id = ? AND EXISTS (SELECT 1 `

/** It rebounded: for the batch of the move that opens the case again, while that move's own guard holds. */
export const recordRebounded = (db: Database, { id, version, note, staffId, now }: Found, guard: Guard): Statement =>
  db.prepare(REBOUNDED + guard.from + ')').bind(version, staffId, now, note, id, ...guard.values)
