import type { Guard } from '../db/guard.ts'
import type { ShiftPlan } from '../domain/shift-input.ts'
import type { Database, Statement } from '../http/app-types.ts'

const SHIFT_UNCHANGED = `FROM shifts WHERE id = ? AND version = ? AND state <> 'cancelled' AND taken <= ?`
const UPDATE = `UPDATE shifts SET starts_at = ?3, ends_at = ?4, capacity = ?5, reserved = ?6, opens_at = ?7,
    closes_at = ?8, cancel_until = ?9, moved_at = COALESCE(?10, moved_at), version = version + 1
  WHERE id = ?1 AND version = ?2 AND state <> 'cancelled' AND taken <= ?5`
const CANCEL = `UPDATE shifts SET state = 'cancelled', cancelled_at = ?3, cancelled_said = ?4, version = version + 1
  WHERE id = ?1 AND version = ?2 AND state <> 'cancelled' AND starts_at > ?3`
const DELETE_DRAFT = `DELETE FROM shifts WHERE id = ?1 AND version = ?2 AND state = 'draft'`
// An offer is never good for longer than the shift it is for.
const SHORTEN_OFFERS = `UPDATE sign_ups SET offer_until = ?3 WHERE shift_id = ?1 AND state = 'offered' AND offer_until > ?3
  AND EXISTS (SELECT 1 FROM shifts WHERE id = ?1 AND version = ?2)`

/** Holds while nobody has changed the shift since it was read and no more than `capacity` places are taken. */
export const whileShiftUnchanged = (id: string, version: number, capacity: number): Guard => ({
  from: SHIFT_UNCHANGED,
  values: [id, version, capacity],
})

export const recordShift = (
  db: Database,
  id: string,
  version: number,
  plan: ShiftPlan,
  movedAt: number | null,
): Statement =>
  db
    .prepare(UPDATE)
    .bind(
      ...[id, version, plan.startsAt, plan.endsAt, plan.capacity, plan.reserved, plan.opensAt, plan.closesAt],
      ...[plan.cancelUntil, movedAt],
    )

export const recordOffersShortened = (db: Database, id: string, version: number, until: number): Statement =>
  db.prepare(SHORTEN_OFFERS).bind(id, version, until)
export const recordShiftCancelled = (db: Database, id: string, version: number, said: string, now: number): Statement =>
  db.prepare(CANCEL).bind(id, version, now, said)
export const deleteDraftShift = (db: Database, id: string, version: number): Statement =>
  db.prepare(DELETE_DRAFT).bind(id, version)

// Of an activity: its shifts that have not begun, while nobody has changed the activity.
const CALL_OFF_ALL = `UPDATE sign_ups SET state = 'called_off', offer_until = NULL, said = ?4, changed_at = ?3,
    version = version + 1
  WHERE state IN ('confirmed', 'waiting', 'offered')
    AND shift_id IN (SELECT id FROM shifts WHERE activity_id = ?1 AND state = 'open' AND starts_at > ?3)
    AND EXISTS (SELECT 1 FROM activities WHERE id = ?1 AND version = ?2 AND state = 'open')`
const CANCEL_ALL = `UPDATE shifts SET state = 'cancelled', cancelled_at = ?3, cancelled_said = ?4, version = version + 1
  WHERE activity_id = ?1 AND state = 'open' AND starts_at > ?3
    AND EXISTS (SELECT 1 FROM activities WHERE id = ?1 AND version = ?2 AND state = 'open')`
const CALL_OFF = `UPDATE sign_ups SET state = 'called_off', offer_until = NULL, said = ?4, changed_at = ?3,
    version = version + 1
  WHERE state IN ('confirmed', 'waiting', 'offered') AND shift_id = ?1
    AND EXISTS (SELECT 1 FROM shifts WHERE id = ?1 AND version = ?2 AND state = 'open' AND starts_at > ?3)`

export const callOffSignUpsOf = (db: Database, activity: string, version: number, said: string, now: number) =>
  db.prepare(CALL_OFF_ALL).bind(activity, version, now, said)
export const cancelShiftsOf = (db: Database, activity: string, version: number, said: string, now: number) =>
  db.prepare(CANCEL_ALL).bind(activity, version, now, said)
export const callOffSignUps = (db: Database, shift: string, version: number, said: string, now: number) =>
  db.prepare(CALL_OFF).bind(shift, version, now, said)
