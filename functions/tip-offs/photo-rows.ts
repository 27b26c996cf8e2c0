import type { Guard } from '../db/guard.ts'
import type { Database } from '../http/app-types.ts'
import type { PhotoRow } from './desk-rows.ts'

const PHOTO_OF_CASE = `SELECT photos.id, tip_off_id, kind, storage_key, media_type, width, height, sha256, public_key,
    public_thumb_key
  FROM photos JOIN tip_offs ON tip_offs.id = photos.tip_off_id
  WHERE photos.id = ?1 AND (?2 IS NULL OR tip_offs.unit = ?2
    OR EXISTS (SELECT 1 FROM tip_off_joint_units WHERE tip_off_id = tip_offs.id AND unit = ?2))`
const WHILE_ROOM_FOR_AFTER = `FROM tip_offs WHERE id = ? AND status = 'assigned' AND (? IS NULL OR unit = ?
    OR EXISTS (SELECT 1 FROM tip_off_joint_units WHERE tip_off_id = tip_offs.id AND unit = ?))
  AND (SELECT COUNT(*) FROM photos WHERE tip_off_id = ? AND kind = 'after') < ?
  AND NOT EXISTS (SELECT 1 FROM photos WHERE sent_key = ?)`
const INSERT_AFTER = `INSERT INTO photos
    (id, tip_off_id, kind, position, storage_key, media_type, byte_size, width, height, sha256, sent_key)
  SELECT ?, id, 'after', (SELECT COALESCE(MAX(position) + 1, 0) FROM photos AS others
      WHERE others.tip_off_id = tip_offs.id AND others.kind = 'after'), ?, ?, ?, ?, ?, ?, ?`
const BY_SENT_KEY = `SELECT id, tip_off_id, kind, storage_key, media_type, width, height, sha256, public_key, public_thumb_key
  FROM photos WHERE sent_key = ?`
const WHILE_RENDITION_IS = 'FROM photos WHERE id = ? AND public_key IS ?'
const RECORD_RENDITION = `UPDATE photos SET public_key = ?, public_thumb_key = ?, redacted_by = ?, redacted_at = ?
  WHERE id = ? AND public_key IS ?`
/** The photo, or null when there is none or its case is outside the scope. */
export const findPhoto = (db: Database, id: string, scope: string | null): Promise<PhotoRow | null> =>
  db.prepare(PHOTO_OF_CASE).bind(id, scope).first<PhotoRow>()

export type NewPhoto = {
  id: string
  key: string
  type: string
  size: number
  width: number
  height: number
  sha256: string
  /** What the phone that sent it calls it, so that it is taken once; null: it came without one. */
  sentKey: string | null
}

/** The photo a phone sent under this key before. */
export const findSentPhoto = (db: Database, key: string): Promise<PhotoRow | null> =>
  db.prepare(BY_SENT_KEY).bind(key).first<PhotoRow>()

/** Holds while the case is with the unit and takes one more photo: for the photo's row and all that goes with it. */
export const whileRoomForAfter = (id: string, scope: string | null, max: number, sentKey: string | null): Guard => ({
  from: WHILE_ROOM_FOR_AFTER,
  values: [id, scope, scope, scope, id, max, sentKey],
})

export const insertAfterPhoto = (db: Database, photo: NewPhoto, guard: Guard) =>
  db
    .prepare(INSERT_AFTER + ' ' + guard.from)
    .bind(
      ...[photo.id, photo.key, photo.type, photo.size, photo.width, photo.height, photo.sha256],
      photo.sentKey,
      ...guard.values,
    )

/** Holds while nobody else has redacted the photo since it was read. */
export const whileRenditionIs = ({ id, public_key }: PhotoRow): Guard => ({
  from: WHILE_RENDITION_IS,
  values: [id, public_key],
})

type Rendition = { key: string; thumbKey: string }

/** The photo's new rendition. What the board showed of the old one goes with it, and so does a proposal (a trigger). */
export const recordRendition = (db: Database, photo: PhotoRow, to: Rendition, staffId: string, now: number) =>
  db.prepare(RECORD_RENDITION).bind(to.key, to.thumbKey, staffId, now, photo.id, photo.public_key)
