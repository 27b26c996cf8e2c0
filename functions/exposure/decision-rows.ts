import type { Guard } from '../db/guard.ts'
import type { TakeDownKind } from '../domain/exposure.ts'
import type { Database, Statement } from '../http/app-types.ts'

const PROPOSED = "FROM exposures WHERE id = ? AND state = 'proposed'"
// Never by whoever proposed it; and only what was looked at: the case as it was, every picture's very rendition.
const MAY_BE_APPROVED = `FROM exposures JOIN tip_offs ON tip_offs.id = exposures.tip_off_id
  WHERE exposures.id = ? AND exposures.state = 'proposed' AND exposures.proposed_by <> ? AND exposures.until > ?
    AND tip_offs.status = 'closed' AND NOT EXISTS (SELECT 1 FROM exposure_pictures AS seen
      WHERE exposure_id = exposures.id AND NOT EXISTS (SELECT 1 FROM photos WHERE photos.id = photo_id
        AND photos.public_key = seen.public_key AND photos.public_thumb_key = seen.public_thumb_key))`
const IS_PUBLISHED = "FROM exposures WHERE id = ? AND state = 'published'"
const IS_OVER = "FROM exposures WHERE id = ? AND state = 'published' AND until <= ?"

export const whileProposed = (id: string): Guard => ({ from: PROPOSED, values: [id] })
export const whileItMayBeApproved = (id: string, staffId: string, now: number): Guard => ({
  from: MAY_BE_APPROVED,
  values: [id, staffId, now],
})
export const whilePublished = (id: string): Guard => ({ from: IS_PUBLISHED, values: [id] })
export const whileOver = (id: string, now: number): Guard => ({ from: IS_OVER, values: [id, now] })

const REPLACE = `UPDATE exposures SET state = 'replaced', ended_at = ?
  WHERE tip_off_id = ? AND state = 'published' AND EXISTS (SELECT 1 `
const APPROVE = `UPDATE exposures SET state = 'published', decided_by = ?, decided_at = ?
  WHERE id = ? AND EXISTS (SELECT 1 `
const SAY_NO = `UPDATE exposures SET state = ?, decided_by = ?, decided_at = ?, reason = ?
  WHERE id = ? AND state = 'proposed'`
const TAKE_DOWN = `UPDATE exposures SET state = 'down', ended_kind = ?, ended_by = ?, ended_at = ?, ended_reason = ?
  WHERE id = ? AND EXISTS (SELECT 1 `

/** What was public of the case so far makes room for this proposal. */
export const replacePublished = (db: Database, tipOffId: string, now: number, guard: Guard): Statement =>
  db.prepare(REPLACE + guard.from + ')').bind(now, tipOffId, ...guard.values)

/** The approval itself, last of its batch; the case follows by a trigger. */
export const recordApproval = (db: Database, id: string, staffId: string, now: number, guard: Guard): Statement =>
  db.prepare(APPROVE + guard.from + ')').bind(staffId, now, id, ...guard.values)

export type No = { id: string; state: 'refused' | 'withdrawn'; staffId: string; reason: string; now: number }
export const recordNo = (db: Database, { id, state, staffId, reason, now }: No): Statement =>
  db.prepare(SAY_NO).bind(state, staffId, now, reason || null, id)

export type TakeDown = { id: string; kind: TakeDownKind; staffId: string | null; reason: string; now: number }
/** Takes a case off the board, last of its batch; the case follows by a trigger. */
export const recordTakeDown = (db: Database, { id, kind, staffId, reason, now }: TakeDown, guard: Guard): Statement =>
  db.prepare(TAKE_DOWN + guard.from + ')').bind(kind, staffId, now, reason || null, id, ...guard.values)

const EVENT = `INSERT INTO tip_off_events
    (id, tip_off_id, seq, kind, from_status, to_status, actor, staff_id, note, happened_at)
  SELECT ?, tip_offs.id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM tip_off_events WHERE tip_off_id = tip_offs.id), ?,
    tip_offs.status, tip_offs.status, ?, ?, ?, ?
  FROM tip_offs WHERE tip_offs.id = ? AND EXISTS (SELECT 1 `

export type ExposureEvent = { tipOffId: string; kind: string; staffId: string | null; note: string | null; now: number }
/** What happened, in the case's history, while the guard holds. */
export const insertExposureEvent = (db: Database, event: ExposureEvent, guard: Guard): Statement =>
  db
    .prepare(EVENT + guard.from + ')')
    .bind(
      ...[crypto.randomUUID(), event.kind, event.staffId === null ? 'system' : 'staff', event.staffId],
      ...[event.note, event.now, event.tipOffId, ...guard.values],
    )

const OVER =
  "SELECT id, tip_off_id FROM exposures WHERE state = 'published' AND until <= ?1 ORDER BY until, id LIMIT ?2"
/** What should be off the board by now. */
export const listOver = async (db: Database, now: number, limit: number) =>
  (await db.prepare(OVER).bind(now, limit).all<{ id: string; tip_off_id: string }>()).results
