import type { Database } from '../http/app-types.ts'

export type AssignedRow = {
  id: string
  number: string
  version: number
  category: string
  community: string
  street: string
  place_kind: string | null
  landmark: string
  grid: string | null
  lng: number | null
  lat: number | null
  accuracy_m: number | null
  unit: string
  due_at: number
  assigned_at: number | null
}

const ASSIGNED = `SELECT id, number, version, category, community, street, place_kind, landmark, grid, lng, lat,
    accuracy_m, unit, due_at, assigned_at
  FROM tip_offs INDEXED BY tip_offs_by_status
  WHERE status = 'assigned' AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT ?`

/** Cases that units have in hand, by deadline. */
export const listAssigned = async (db: Database, after: { at: number; id: string } | null, limit: number) => {
  const { at, id } = after ?? { at: 0, id: '' }
  return (await db.prepare(ASSIGNED).bind(at, id, limit).all<AssignedRow>()).results
}
