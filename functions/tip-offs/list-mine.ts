import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { paths } from '../paths.ts'
import { listMineRows, type MineRow } from './mine-rows.ts'

const MOST = 100

/** A case as a handler's phone lists it: where, what, until when. Nothing of who reported it, nor of what they wrote. */
const myCase = (row: MineRow) => ({
  id: row.id,
  number: row.number,
  category: row.category,
  placeKind: row.place_kind,
  community: row.community,
  landmark: row.landmark,
  // For the phone to sort by distance; its own position never leaves it.
  lng: row.lng,
  lat: row.lat,
  dueAt: row.due_at,
  version: row.version,
  urgent: row.urgent_at !== null,
  rebound: row.rebound === 1,
  slip: row.slip,
  joint: row.joint === 1,
  photo: row.photo && paths.api.deskPhoto(row.photo),
  afterPhotos: row.after_count,
})

export type MyCases = { cases: ReturnType<typeof myCase>[] }

/** The cases that wait for this person's unit, nearest deadline first, a hundred at most; none for who has no unit. */
export async function listMine(env: Env, { unit }: Staff): Promise<MyCases> {
  const rows = unit === null ? [] : await listMineRows(env.DB, unit, MOST)
  const cases = rows.map(myCase).sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1))
  return { cases: cases.slice(0, MOST) }
}
