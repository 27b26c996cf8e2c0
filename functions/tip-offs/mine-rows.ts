import type { Database } from '../http/app-types.ts'

// What the unit has to mend, and what it helps others with: nearest deadline first. The newest slip of the unit's own
// that nobody took back says how late it is.
const PARTS = `tip_offs.id, number, status, category, place_kind, community, landmark, lng, lat, tip_offs.due_at, version,
    urgent_at, rebound_of IS NOT NULL AS rebound,
    (SELECT id FROM photos WHERE tip_off_id = tip_offs.id AND kind = 'before' ORDER BY position LIMIT 1) AS photo,
    (SELECT COUNT(*) FROM photos WHERE tip_off_id = tip_offs.id AND kind = 'after') AS after_count,
    (SELECT colour FROM slips WHERE tip_off_id = tip_offs.id AND slips.unit = ?1 AND withdrawn_at IS NULL
      ORDER BY issued_at DESC, id DESC LIMIT 1) AS slip`
const OWN = `SELECT ${PARTS}, 0 AS joint FROM tip_offs INDEXED BY tip_offs_by_unit
  WHERE unit = ?1 AND status = 'assigned' ORDER BY tip_offs.due_at, tip_offs.id LIMIT ?2`
const JOINT = `SELECT ${PARTS}, 1 AS joint
  FROM tip_off_joint_units INDEXED BY tip_off_joint_units_queue CROSS JOIN tip_offs ON tip_offs.id = tip_off_id
  WHERE tip_off_joint_units.unit = ?1 AND open = 1 AND status = 'assigned'
  ORDER BY tip_off_joint_units.due_at, tip_off_id LIMIT ?2`

export type MineRow = {
  id: string
  number: string
  status: 'assigned'
  category: string
  place_kind: string | null
  community: string
  landmark: string
  lng: number | null
  lat: number | null
  due_at: number
  version: number
  urgent_at: number | null
  rebound: number
  photo: string | null
  after_count: number
  slip: 'white' | 'yellow' | 'red' | null
  joint: number
}

export const listMineRows = async (db: Database, unit: string, limit: number): Promise<MineRow[]> => {
  const [own, joint] = await db.batch<MineRow>([OWN, JOINT].map((sql) => db.prepare(sql).bind(unit, limit)))
  return [...(own?.results ?? []), ...(joint?.results ?? [])]
}
