import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'

const COUNTER = 'INSERT INTO case_counters (day, value) SELECT ?, 1'
const COUNT_UP = 'ON CONFLICT (day) DO UPDATE SET value = value + 1'
// What the reporter said and where stays as it is; who may be asked stays with it, and nothing of the first case's course.
const CASE = `INSERT INTO tip_offs (id, number, door, status, receipt_hash, category, place_kind, street, community,
    landmark, lng, lat, accuracy_m, text, contact_sealed, solved, photo_count, due_at, received_at, changed_at, grid,
    split_from)
  SELECT ?, ? || '-' || printf('%04d', (SELECT value FROM case_counters WHERE day = ?)), door, 'accepted', ?, ?,
    place_kind, street, community, landmark, lng, lat, accuracy_m, text, ?, solved, ?, ?, received_at, ?, grid, id`
const FILED = `INSERT INTO tip_off_events (id, tip_off_id, seq, kind, to_status, actor, happened_at)
  SELECT ?, ?, 1, 'filed', 'received', 'reporter', received_at`
const SPLIT_OFF = `INSERT INTO tip_off_events
    (id, tip_off_id, seq, kind, from_status, to_status, actor, staff_id, note, happened_at)
  SELECT ?, ?, 2, 'split_off', 'received', 'accepted', 'staff', ?, ?, ?`
const PHOTOS = `INSERT INTO photos
    (id, tip_off_id, kind, position, storage_key, media_type, byte_size, width, height, sha256)
  SELECT copies.value ->> 'id', ?, 'before', copies.key, copies.value ->> 'key', media_type, byte_size, width, height,
    sha256
  FROM json_each(?) AS copies JOIN photos AS firsts ON firsts.id = copies.value ->> 'from'
  WHERE EXISTS (SELECT 1`

export type SplitPhoto = { id: string; from: string; key: string }
export type SplitCase = {
  id: string
  day: string
  receiptHash: string
  category: string
  contactSealed: string | null
  photos: SplitPhoto[]
  dueAt: number
  note: string
  staffId: string
  now: number
}

/** A case split off from the one the guard is about: number, case, its first two events, photos, while the guard holds. */
export const insertSplitCase = (db: Database, split: SplitCase, guard: Guard): Statement[] => {
  const { id, day, photos, now, staffId, note } = split
  const { values } = guard
  return [
    db.prepare(COUNTER + ' ' + guard.from + ' ' + COUNT_UP).bind(day, ...values),
    db
      .prepare(CASE + ' ' + guard.from)
      .bind(
        ...[id, day, day, split.receiptHash, split.category, split.contactSealed, photos.length, split.dueAt, now],
        ...values,
      ),
    db.prepare(FILED + ' ' + guard.from).bind(crypto.randomUUID(), id, ...values),
    db.prepare(SPLIT_OFF + ' ' + guard.from).bind(crypto.randomUUID(), id, staffId, note, now, ...values),
    ...(photos.length > 0
      ? [db.prepare(PHOTOS + ' ' + guard.from + ')').bind(id, JSON.stringify(photos), ...values)]
      : []),
  ]
}
