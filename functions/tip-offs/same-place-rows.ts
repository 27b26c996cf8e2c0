import type { Database } from '../http/app-types.ts'
import type { TipOffRow } from './row.ts'

const BEFORE = `SELECT id, number, status, landmark, lng, lat, received_at, closed_at, rating, reopened_count
  FROM tip_offs INDEXED BY tip_offs_nearby
  WHERE community = ?1 AND category = ?2 AND received_at <= ?3 AND id <> ?4 AND (?5 IS NULL OR unit = ?5)
    AND forgotten_at IS NULL AND status NOT IN ('withdrawn', 'merged')
  ORDER BY received_at DESC LIMIT ?6`
const RESULTS = `SELECT tip_off_id, said FROM tip_off_events
  WHERE tip_off_id IN (SELECT value FROM json_each(?1)) AND kind IN ('close', 'thank', 'reject') AND said IS NOT NULL
  ORDER BY tip_off_id, seq`

export type BeforeRow = Pick<
  TipOffRow,
  'id' | 'number' | 'status' | 'landmark' | 'lng' | 'lat' | 'received_at' | 'closed_at' | 'rating' | 'reopened_count'
>

/** Earlier cases of the same kind in the same community, newest first. */
export const listBefore = async (
  db: Database,
  { id, community, category, received_at }: TipOffRow,
  scope: string | null,
  limit: number,
): Promise<BeforeRow[]> =>
  (await db.prepare(BEFORE).bind(community, category, received_at, id, scope, limit).all<BeforeRow>()).results

/** What the reporters of these cases were told when they ended, oldest first. */
export const listResults = async (db: Database, ids: string[]) =>
  ids.length === 0
    ? []
    : (await db.prepare(RESULTS).bind(JSON.stringify(ids)).all<{ tip_off_id: string; said: string }>()).results
