import type { Guard } from '../db/guard.ts'
import type { ExposureState, TakeDownKind } from '../domain/exposure.ts'
import type { Door, Status } from '../domain/tip-off.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type ExposedCase = {
  id: string
  number: string
  door: Door
  status: Status
  version: number
  category: string
  street: string
  community: string
  landmark: string
  text: string
  published_at: number | null
  published_until: number | null
  public_text: string | null
}
export type ExposurePhoto = {
  id: string
  kind: 'before' | 'after'
  position: number
  width: number
  height: number
  public_key: string | null
  public_thumb_key: string | null
}
export type ExposureRow = {
  id: string
  tip_off_id: string
  state: ExposureState
  public_text: string
  until: number
  unchecked: number
  proposed_by: string | null
  proposer: string | null
  proposed_at: number
  decided_by: string | null
  decider: string | null
  decided_at: number | null
  reason: string | null
  ended_kind: TakeDownKind | null
  ender: string | null
  ended_at: number | null
  ended_reason: string | null
  /** Photos it shows, as a JSON list of [photo, rendition]. */
  pictures: string
}

const CASE = `SELECT id, number, door, status, version, category, street, community, landmark, text, published_at,
  published_until, public_text FROM tip_offs WHERE id = ?1`
const PHOTOS = `SELECT id, kind, position, width, height, public_key, public_thumb_key FROM photos
  WHERE tip_off_id = ?1 ORDER BY kind DESC, position`
const COLUMNS = `SELECT exposures.id, tip_off_id, state, exposures.public_text, until, unchecked, proposed_by,
    proposer.name AS proposer, proposed_at, decided_by, decider.name AS decider, decided_at, reason, ended_kind,
    ender.name AS ender, ended_at, ended_reason,
    (SELECT json_group_array(json_array(photo_id, public_key)) FROM exposure_pictures
      WHERE exposure_id = exposures.id) AS pictures
  FROM exposures LEFT JOIN staff AS proposer ON proposer.id = proposed_by
    LEFT JOIN staff AS decider ON decider.id = decided_by LEFT JOIN staff AS ender ON ender.id = ended_by`
const OF_CASE = COLUMNS + ' WHERE tip_off_id = ?1 ORDER BY proposed_at DESC, exposures.id DESC LIMIT 20'
const BY_ID = COLUMNS + ' WHERE exposures.id = ?1'

/** A case with its photos and what was proposed of it, the newest first; null when there is none. */
export const findExposed = async (db: Database, id: string) => {
  const [cases, photos, exposures] = await db.batch([CASE, PHOTOS, OF_CASE].map((sql) => db.prepare(sql).bind(id)))
  const tipOff = cases?.results[0] as ExposedCase | undefined
  if (!tipOff) return null
  return { tipOff, photos: photos?.results as ExposurePhoto[], exposures: exposures?.results as ExposureRow[] }
}

export const findExposure = (db: Database, id: string) => db.prepare(BY_ID).bind(id).first<ExposureRow>()

const SAME_PICTURES = `NOT EXISTS (SELECT 1 FROM json_each(?) AS seen
    WHERE NOT EXISTS (SELECT 1 FROM photos WHERE id = seen.value ->> 'photo' AND tip_off_id = tip_offs.id
      AND public_key = seen.value ->> 'key' AND public_thumb_key IS NOT NULL))`
const MAY_BE_PROPOSED = `FROM tip_offs WHERE id = ? AND version = ? AND status = 'closed' AND ${SAME_PICTURES}
  AND NOT EXISTS (SELECT 1 FROM exposures WHERE tip_off_id = tip_offs.id AND state = 'proposed')`
const INSERT = `INSERT INTO exposures (id, tip_off_id, public_text, until, proposed_by, proposed_at)
  SELECT ?, id, ?, ?, ?, ?`
const INSERT_PICTURES = `INSERT INTO exposure_pictures
    (exposure_id, photo_id, kind, position, public_key, public_thumb_key, faces, plates, names, minors)
  SELECT exposures.id, photos.id, kind, position, public_key, public_thumb_key, 1, 1, 1, 1
  FROM json_each(?) AS seen JOIN photos ON photos.id = seen.value ->> 'photo' JOIN exposures ON exposures.id = ?`

export type SeenPicture = { photo: string; key: string }
export type NewExposure = {
  id: string
  tipOffId: string
  version: number
  publicText: string
  until: number
  staffId: string
  now: number
  pictures: SeenPicture[]
}

/** Holds while the case is closed and as it was read, its renditions are those that were seen, and nothing is proposed. */
export const whileItMayBeProposed = ({ tipOffId, version, pictures }: NewExposure): Guard => ({
  from: MAY_BE_PROPOSED,
  values: [tipOffId, version, JSON.stringify(pictures)],
})

/** The proposal and its pictures; the first statement of the two has a count of 0 when the guard does not hold. */
export const insertExposure = (db: Database, one: NewExposure, guard: Guard): Statement[] => [
  db.prepare(INSERT + ' ' + guard.from).bind(one.id, one.publicText, one.until, one.staffId, one.now, ...guard.values),
  db.prepare(INSERT_PICTURES).bind(JSON.stringify(one.pictures), one.id),
]

const WHILE_THERE = 'FROM exposures WHERE id = ?'
/** Holds once the proposal's own row is in: for what is written behind it. */
export const whileThere = (id: string): Guard => ({ from: WHILE_THERE, values: [id] })
