import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type SavedViewRow = {
  id: string
  staff_id: string | null
  name: string
  query: string
  position: number
  version: number
}

const COLUMNS = 'id, staff_id, name, query, position, version'
const OWN = `SELECT ${COLUMNS} FROM saved_views WHERE staff_id = ?1 ORDER BY position, id`
const SHARED = `SELECT ${COLUMNS} FROM saved_views WHERE staff_id IS NULL ORDER BY position, id`
const BY_ID = `SELECT ${COLUMNS} FROM saved_views WHERE id = ?1 AND (staff_id IS NULL OR staff_id = ?2)`
const INSERT = `INSERT INTO saved_views (id, staff_id, name, query, position, created_by, created_at)
  SELECT ?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM saved_views WHERE staff_id IS ?), ?, ?`
const WHILE_ROOM = 'FROM (SELECT count(*) AS held FROM saved_views WHERE staff_id IS ?) WHERE held < ?'
const WHILE_UNCHANGED = 'FROM saved_views WHERE id = ? AND version = ?'
const RENAME = 'UPDATE saved_views SET name = ?1, version = version + 1 WHERE id = ?2 AND version = ?3'
const DELETE = 'DELETE FROM saved_views WHERE id = ?1 AND version = ?2'
const PLACE = `UPDATE saved_views SET position = ?1, version = version + 1 WHERE id = ?2 AND version = ?3
  AND EXISTS (SELECT 1 FROM saved_views AS moved WHERE moved.id = ?4 AND moved.version = ?5)`

/** The views of one person, and those of the office, in their order: one trip. */
export const listViews = async (db: Database, staffId: string) => {
  const [own, shared] = await db.batch([db.prepare(OWN).bind(staffId), db.prepare(SHARED)])
  return { own: (own?.results ?? []) as SavedViewRow[], shared: (shared?.results ?? []) as SavedViewRow[] }
}

/** A view of one's own or of the office; another person's does not exist. */
export const findView = (db: Database, id: string, staffId: string) =>
  db.prepare(BY_ID).bind(id, staffId).first<SavedViewRow>()

/** While its owner (null: the office) has room for one more. */
export const whileRoom = (owner: string | null, max: number): Guard => ({ from: WHILE_ROOM, values: [owner, max] })
export const whileUnchanged = (id: string, version: number): Guard => ({ from: WHILE_UNCHANGED, values: [id, version] })

type NewView = { id: string; owner: string | null; name: string; query: string; createdBy: string; now: number }
export const insertView = (db: Database, view: NewView, guard: Guard): Statement =>
  db
    .prepare(INSERT + ' ' + guard.from)
    .bind(...[view.id, view.owner, view.name, view.query, view.owner, view.createdBy, view.now], ...guard.values)

export const renameView = (db: Database, { id, version }: SavedViewRow, name: string): Statement =>
  db.prepare(RENAME).bind(name, id, version)
export const deleteView = (db: Database, { id, version }: SavedViewRow): Statement =>
  db.prepare(DELETE).bind(id, version)

/** Two neighbours change places; the one that was asked for comes last and decides. */
export const swapViews = (db: Database, view: SavedViewRow, other: SavedViewRow): Statement[] => [
  db.prepare(PLACE).bind(view.position, other.id, other.version, view.id, view.version),
  db.prepare(PLACE).bind(other.position, view.id, view.version, other.id, other.version + 1),
]
