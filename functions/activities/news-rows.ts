import type { Database, Statement } from '../http/app-types.ts'

// One message for each volunteer who holds or waits for a place, under the number of their book; the id is a UUID made
// where the list is, for nobody knows it before.
const TELL_SHIFT = `INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at)
  SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' ||
    substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))), ?3, 'volunteer', number, ?4, ?4
  FROM (SELECT DISTINCT volunteers.number AS number FROM sign_ups JOIN volunteers ON volunteers.id = volunteer_id
    WHERE shift_id = ?1 AND sign_ups.state IN ('confirmed', 'waiting', 'offered'))
  WHERE EXISTS (SELECT 1 FROM shifts WHERE id = ?1 AND version = ?2 AND state = 'open' AND taken <= ?5)`
const TELL_ACTIVITY = `INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at)
  SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' ||
    substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))), ?3, 'volunteer', number, ?4, ?4
  FROM (SELECT DISTINCT volunteers.number AS number FROM sign_ups JOIN volunteers ON volunteers.id = volunteer_id
      JOIN shifts ON shifts.id = shift_id
    WHERE activity_id = ?1 AND shifts.state = 'open' AND starts_at > ?4
      AND sign_ups.state IN ('confirmed', 'waiting', 'offered'))
  WHERE EXISTS (SELECT 1 FROM activities WHERE id = ?1 AND version = ?2 AND state = 'open')`

/** Tells everybody signed up for a shift, while it is as it was read; before the statement that changes it. */
export const tellShift = (
  db: Database,
  shift: { id: string; version: number; capacity?: number },
  topic: 'shift.moved' | 'shift.cancelled',
  now: number,
): Statement => db.prepare(TELL_SHIFT).bind(shift.id, shift.version, topic, now, shift.capacity ?? 2000)

/** Tells everybody signed up for what is still to come of an activity, once each. */
export const tellActivity = (db: Database, id: string, version: number, topic: 'activity.cancelled', now: number) =>
  db.prepare(TELL_ACTIVITY).bind(id, version, topic, now)
