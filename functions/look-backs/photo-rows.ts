import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type LookBackPhotoRow = {
  id: string
  look_back_id: string
  storage_key: string
  media_type: string
  width: number
  height: number
  sha256: string
}
const COLUMNS = 'look_back_photos.id, look_back_id, storage_key, media_type, width, height, sha256'
const ONE = `SELECT ${COLUMNS} FROM look_back_photos JOIN look_backs ON look_backs.id = look_back_id
  WHERE look_back_id = ?1 AND look_back_photos.id = ?2
    AND (?3 IS NULL OR unit = ?3 AND state IN ('held', 'rebounded'))`
const BY_SENT_KEY = `SELECT ${COLUMNS} FROM look_back_photos WHERE sent_key = ?`
const WHILE_ROOM = `FROM look_backs WHERE id = ? AND state = 'open'
  AND (SELECT COUNT(*) FROM look_back_photos WHERE look_back_id = ?) < ?
  AND NOT EXISTS (SELECT 1 FROM look_back_photos WHERE sent_key = ? OR look_back_id = ? AND sha256 = ?)`
const INSERT = `INSERT INTO look_back_photos
    (id, look_back_id, storage_key, media_type, byte_size, width, height, sha256, sent_key)
  SELECT ?, id, ?, ?, ?, ?, ?, ?, ? `

/** The photo, or null when there is none or its look-back is not for this unit to see. */
export const findPhoto = (db: Database, lookBack: string, id: string, scope: string | null) =>
  db.prepare(ONE).bind(lookBack, id, scope).first<LookBackPhotoRow>()

/** The photo a phone sent under this key before. */
export const findSentPhoto = (db: Database, key: string) => db.prepare(BY_SENT_KEY).bind(key).first<LookBackPhotoRow>()

export type NewPhoto = {
  id: string
  key: string
  type: string
  size: number
  width: number
  height: number
  sha256: string
  sentKey: string | null
}

/** Holds while the look-back is open and takes one more photo, unlike those it has. */
export const whileRoom = (lookBack: string, max: number, { sentKey, sha256 }: NewPhoto): Guard => ({
  from: WHILE_ROOM,
  values: [lookBack, lookBack, max, sentKey, lookBack, sha256],
})

export const insertPhoto = (db: Database, photo: NewPhoto, guard: Guard): Statement =>
  db
    .prepare(INSERT + guard.from)
    .bind(
      ...[photo.id, photo.key, photo.type, photo.size, photo.width, photo.height, photo.sha256, photo.sentKey],
      ...guard.values,
    )
