import type { Database } from '../http/app-types.ts'
import type { TipOffRow } from './row.ts'

const TALLIES = 'SELECT received, accepted, assigned, rectified, verified, closed FROM queue_tallies WHERE scope = ?'

// One text a list, so that each walks its own index and reads no more rows than it shows.
const OPEN = `SELECT id, number, door, status, category, community, landmark, due_at, received_at, unit, photo_count,
    me_too_count, question_open, version
  FROM tip_offs INDEXED BY tip_offs_queue
  WHERE status IN ('received', 'accepted', 'assigned', 'rectified', 'verified') AND (due_at, id) > (?, ?)
  ORDER BY due_at, id LIMIT ?`
const IN_STATUS = `SELECT id, number, door, status, category, community, landmark, due_at, received_at, unit,
    photo_count, me_too_count, question_open, version
  FROM tip_offs INDEXED BY tip_offs_by_status WHERE status = ? AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT ?`
const CLOSED = `SELECT id, number, door, status, category, community, landmark, due_at, received_at, unit, photo_count,
    me_too_count, question_open, version
  FROM tip_offs INDEXED BY tip_offs_by_status
  WHERE status = 'closed' AND (due_at, id) < (?, ?) ORDER BY due_at DESC, id DESC LIMIT ?`
const OPEN_OF_UNIT = `SELECT id, number, door, status, category, community, landmark, due_at, received_at, unit,
    photo_count, me_too_count, question_open, version
  FROM tip_offs INDEXED BY tip_offs_unit_queue
  WHERE unit = ? AND status IN ('received', 'accepted', 'assigned', 'rectified', 'verified') AND (due_at, id) > (?, ?)
  ORDER BY due_at, id LIMIT ?`
const IN_STATUS_OF_UNIT = `SELECT id, number, door, status, category, community, landmark, due_at, received_at, unit,
    photo_count, me_too_count, question_open, version
  FROM tip_offs INDEXED BY tip_offs_by_unit
  WHERE unit = ? AND status = ? AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT ?`
const CLOSED_OF_UNIT = `SELECT id, number, door, status, category, community, landmark, due_at, received_at, unit,
    photo_count, me_too_count, question_open, version
  FROM tip_offs INDEXED BY tip_offs_by_unit
  WHERE unit = ? AND status = 'closed' AND (due_at, id) < (?, ?) ORDER BY due_at DESC, id DESC LIMIT ?`

const BY_NUMBER = `SELECT id, number, door, status, category, community, landmark, due_at, received_at, unit, photo_count,
    me_too_count, question_open, version
  FROM tip_offs WHERE number = ?1 AND (?2 IS NULL OR unit = ?2)`

export type QueueRow = Pick<
  TipOffRow,
  | 'id'
  | 'number'
  | 'door'
  | 'status'
  | 'category'
  | 'community'
  | 'landmark'
  | 'due_at'
  | 'received_at'
  | 'unit'
  | 'photo_count'
  | 'me_too_count'
  | 'question_open'
  | 'version'
>
export type Tallies = Record<'received' | 'accepted' | 'assigned' | 'rectified' | 'verified' | 'closed', number>
export type QueueFilter = 'open' | keyof Tallies

/** How many cases stand in each state, kept by triggers: one row. */
export const findTallies = async (db: Database, scope: string | null): Promise<Tallies> =>
  (await db
    .prepare(TALLIES)
    .bind(scope ?? 'all')
    .first<Tallies>()) ?? { received: 0, accepted: 0, assigned: 0, rectified: 0, verified: 0, closed: 0 }

/** The one case with this number, in whatever state; none when it is outside the scope. */
export const listByNumber = async (db: Database, number: string, scope: string | null): Promise<QueueRow[]> =>
  (await db.prepare(BY_NUMBER).bind(number, scope).all<QueueRow>()).results

type After = { at: number; id: string } | null
const FIRST = { at: 0, id: '' }
const LAST = { at: Number.MAX_SAFE_INTEGER, id: '~' }

/** One page of the queue by deadline, nearest first; closed cases with the latest first. */
export const listQueue = async (
  db: Database,
  filter: QueueFilter,
  scope: string | null,
  after: After,
  limit: number,
): Promise<QueueRow[]> => {
  const { at, id } = after ?? (filter === 'closed' ? LAST : FIRST)
  const page = [at, id, limit]
  const statement = () => {
    if (scope === null) {
      if (filter === 'open') return db.prepare(OPEN).bind(...page)
      if (filter === 'closed') return db.prepare(CLOSED).bind(...page)
      return db.prepare(IN_STATUS).bind(filter, ...page)
    }
    if (filter === 'open') return db.prepare(OPEN_OF_UNIT).bind(scope, ...page)
    if (filter === 'closed') return db.prepare(CLOSED_OF_UNIT).bind(scope, ...page)
    return db.prepare(IN_STATUS_OF_UNIT).bind(scope, filter, ...page)
  }
  return (await statement().all<QueueRow>()).results
}
