import type { Database } from '../http/app-types.ts'
import { CONDITIONS, type Conditions, conditionValues, QUEUE_COLUMNS, type QueueRow, slipOf } from './queue-rows.ts'

const PLACES = `SELECT rowid FROM tip_off_search WHERE tip_off_search MATCH ?1 AND rowid < ?2
  ORDER BY rowid DESC LIMIT ?3`
const FOUND = `SELECT ${QUEUE_COLUMNS}, text, ${slipOf('tip_offs')} FROM tip_offs
  WHERE number IN (SELECT value FROM json_each(?1)) AND ${CONDITIONS}
    AND (?2 IS NULL OR unit = ?2 OR EXISTS (SELECT 1 FROM tip_off_joint_units
      WHERE tip_off_id = tip_offs.id AND tip_off_joint_units.unit = ?2))
  ORDER BY number DESC`
const WORDS = `SELECT number, kind, said, note
  FROM tip_offs JOIN tip_off_events ON tip_off_id = tip_offs.id
  WHERE number IN (SELECT value FROM json_each(?1)) AND (said IS NOT NULL OR note IS NOT NULL)`

export type FoundCase = QueueRow & { text: string }
export type FoundWords = { number: string; kind: string; said: string | null; note: string | null }

/** Where these pairs stand together, before a place, newest first. */
export const listPlaces = async (db: Database, match: string, before: number, limit: number): Promise<number[]> =>
  (await db.prepare(PLACES).bind(match, before, limit).all<{ rowid: number }>()).results.map(({ rowid }) => rowid)

/** These cases as far as they meet the conditions, newest first, and unless the index was enough, all that was written. */
export const listFound = async (
  db: Database,
  numbers: string[],
  conditions: Conditions,
  scope: string | null,
  exact: boolean,
) => {
  const list = JSON.stringify(numbers)
  const found = db.prepare(FOUND).bind(list, scope, null, null, conditions.dueTo, 1, 1, ...conditionValues(conditions))
  const [cases, words] = await db.batch(exact ? [found] : [found, db.prepare(WORDS).bind(list)])
  return { cases: (cases?.results ?? []) as FoundCase[], words: (words?.results ?? []) as FoundWords[] }
}
