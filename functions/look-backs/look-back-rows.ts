import type { LookBackFilter, LookBackState } from '../domain/look-back.ts'
import type { Status } from '../domain/tip-off.ts'
import type { Cursor } from '../http/cursor.ts'
import type { Database } from '../http/app-types.ts'

export type LookBackRow = {
  id: string
  tip_off_id: string
  case_number: string
  case_status: Status
  case_version: number
  category: string
  community: string
  landmark: string
  lng: number | null
  lat: number | null
  rectified_by: string | null
  unit: string
  state: LookBackState
  closed_at: number
  due_at: number
  picked_at: number
  looker: string | null
  looked_at: number | null
  note: string | null
  version: number
  /** The last photo of the place after the work, and those of the look-back, as JSON. */
  after_photo: string | null
  photos: string
}

const LOOK_BACKS = `SELECT look_backs.id, tip_off_id, tip_offs.number AS case_number, tip_offs.status AS case_status,
    tip_offs.version AS case_version, tip_offs.category, community, landmark, lng, lat, rectified_by, look_backs.unit,
    look_backs.state, look_backs.closed_at, look_backs.due_at, picked_at, staff.name AS looker, looked_at, look_backs.note,
    look_backs.version, (SELECT json_object('id', id, 'width', width, 'height', height) FROM photos
      WHERE tip_off_id = tip_offs.id AND kind = 'after' ORDER BY position DESC LIMIT 1) AS after_photo,
    (SELECT json_group_array(json_object('id', id, 'width', width, 'height', height, 'sha256', sha256))
      FROM look_back_photos WHERE look_back_id = look_backs.id) AS photos
  FROM look_backs JOIN tip_offs ON tip_offs.id = tip_off_id LEFT JOIN staff ON staff.id = looked_by`
// A unit reads what was found at its places, not where somebody is still to look.
const SEEN_BY = "(?1 IS NULL OR look_backs.unit = ?1 AND look_backs.state IN ('held', 'rebounded'))"
const BY_ID = `${LOOK_BACKS} WHERE ${SEEN_BY} AND look_backs.id = ?2`
const BY_CASE = `${LOOK_BACKS} WHERE ${SEEN_BY} AND tip_off_id = ?2 ORDER BY look_backs.closed_at DESC LIMIT 20`

/** The look-back, or null when there is none or it is not for this unit to see. */
export const findLookBack = (db: Database, id: string, scope: string | null): Promise<LookBackRow | null> =>
  db.prepare(BY_ID).bind(scope, id).first<LookBackRow>()

/** Those of one case, the last closing first. */
export const listOfCase = async (db: Database, tipOffId: string, scope: string | null): Promise<LookBackRow[]> =>
  (await db.prepare(BY_CASE).bind(scope, tipOffId).all<LookBackRow>()).results

const OF_UNIT = 'AND look_backs.unit = ?8'
const IN_SPAN = 'look_backs.state = ?2 AND look_backs.due_at >= ?3 AND look_backs.due_at < ?4'
/** Those still open by what is due first; those over, the last first. Each walks look_backs_by_state or _by_unit. */
const WAYS = {
  on: `AND (look_backs.due_at, look_backs.id) > (?5, ?6) ORDER BY look_backs.due_at, look_backs.id LIMIT ?7`,
  back: `AND (look_backs.due_at, look_backs.id) < (?5, ?6) ORDER BY look_backs.due_at DESC, look_backs.id DESC LIMIT ?7`,
}

/** A page of look-backs of one state, perhaps of one unit, due within a span. */
export const listLookBacks = async (
  db: Database,
  { state, unit }: Pick<LookBackFilter, 'state' | 'unit'>,
  scope: string | null,
  span: { from: number; to: number },
  after: Cursor,
  limit: number,
): Promise<LookBackRow[]> => {
  const way = state === 'open' ? WAYS.on : WAYS.back
  const values = [scope, state, span.from, span.to, after.at, after.id, limit]
  const sql = [LOOK_BACKS, 'WHERE', SEEN_BY, 'AND', IN_SPAN, ...(unit === null ? [] : [OF_UNIT]), way].join(' ')
  return (
    await db
      .prepare(sql)
      .bind(...values, ...(unit === null ? [] : [unit]))
      .all<LookBackRow>()
  ).results
}
