import { pairsIn } from '../domain/search-words.ts'
import type { Database, Statement } from '../http/app-types.ts'

// As `searchKey` of domain/search-words.ts; the first event's row holds the pairs of the number too.
const INDEX_EVENT = `INSERT OR REPLACE INTO tip_off_search (rowid, words)
  SELECT (CAST(substr(number, 1, 6) AS INTEGER) * 1000000 + CAST(substr(number, 8) AS INTEGER)) * 1000 + min(seq, 999),
    CASE seq WHEN 1 THEN ?1 || ' ' || substr(number, 1, 2) || ' ' || substr(number, 2, 2) || ' ' || substr(number, 3, 2)
      || ' ' || substr(number, 4, 2) || ' ' || substr(number, 5, 2) || ' ' || substr(number, 8, 2) || ' '
      || substr(number, 9, 2) || ' ' || substr(number, 10, 2) || ' ' || substr(number, 11, 2) || ' '
      || substr(number, 12, 2) ELSE ?1 END
  FROM tip_off_events JOIN tip_offs ON tip_offs.id = tip_off_id WHERE tip_off_events.id = ?2`
const INDEX_MANY = `INSERT OR REPLACE INTO tip_off_search (rowid, words)
  SELECT value ->> 0, value ->> 1 FROM json_each(?1)`
const FORGET = `DELETE FROM tip_off_search WHERE rowid IN (
  SELECT (CAST(substr(number, 1, 6) AS INTEGER) * 1000000 + CAST(substr(number, 8) AS INTEGER)) * 1000 + min(seq, 999)
  FROM tip_off_events JOIN tip_offs ON tip_offs.id = tip_off_id
  WHERE tip_off_id IN (SELECT value FROM json_each(?1)))`

/**
 * Puts what was written with an event into the search: for the event's own batch, right behind the event. Nothing is
 * added when the event itself was not (its guard failed), or when there are no words.
 */
export const indexWords = (db: Database, eventId: string, ...texts: (string | null | undefined)[]): Statement[] =>
  texts.some(Boolean) ? [db.prepare(INDEX_EVENT).bind(pairsIn(...texts), eventId)] : []

/** Puts many texts into the search at once, each at its place; what stood there is replaced. */
export const indexMany = (db: Database, entries: [number, string][]): Statement =>
  db.prepare(INDEX_MANY).bind(JSON.stringify(entries))

/** Takes everything written about these cases out of the search; before their events lose their words or not. */
export const forgetWords = (db: Database, tipOffIds: string): Statement => db.prepare(FORGET).bind(tipOffIds)

// As in migration 0013. A copy that was exported and read in again has no virtual table.
const FIND_INDEX = "SELECT 1 FROM sqlite_master WHERE name = 'tip_off_search'"
const MAKE_INDEX = `CREATE VIRTUAL TABLE IF NOT EXISTS tip_off_search
  USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61')`
const BUILD = 'SELECT before_number, done_at FROM search_builds WHERE version = ?1'
const WRITTEN = `SELECT number, text, landmark FROM tip_offs WHERE number < ?1 AND forgotten_at IS NULL
  ORDER BY number DESC LIMIT ?2`
const WRITTEN_LATER = `SELECT number, seq, said, note
  FROM (SELECT id, number FROM tip_offs WHERE number < ?1 AND forgotten_at IS NULL ORDER BY number DESC LIMIT ?2) AS some
    JOIN tip_off_events ON tip_off_id = some.id
  WHERE seq > 1 AND (said IS NOT NULL OR note IS NOT NULL)`
const RECORD_BUILD = `INSERT INTO search_builds (version, before_number, done_at) VALUES (?1, ?2, ?3)
  ON CONFLICT (version) DO UPDATE SET before_number = min(before_number, excluded.before_number),
    done_at = coalesce(done_at, excluded.done_at)`

/** Makes the index where it is missing, empty, and has it built from the beginning. */
export const makeMissingIndex = async (db: Database): Promise<void> => {
  if (await db.prepare(FIND_INDEX).first()) return
  await db.batch([db.prepare('DELETE FROM search_builds'), db.prepare(MAKE_INDEX)])
}

/** Before which case number a build of this version goes on; null when all cases are in the index. */
export const findBuild = async (db: Database, version: number): Promise<string | null> => {
  const build = await db.prepare(BUILD).bind(version).first<{ before_number: string; done_at: number | null }>()
  if (!build) return ':'
  return build.done_at === null ? build.before_number : null
}

type Written = { number: string; text: string; landmark: string }
type WrittenLater = { number: string; seq: number; said: string | null; note: string | null }

/** What was written with the newest cases before a number, and with their later events. */
export const listWritten = async (db: Database, before: string, limit: number) => {
  const [cases, events] = await db.batch([WRITTEN, WRITTEN_LATER].map((sql) => db.prepare(sql).bind(before, limit)))
  return { cases: (cases?.results ?? []) as Written[], events: (events?.results ?? []) as WrittenLater[] }
}

/** These texts are in the index, and the build stands before this number: both or neither. */
export const recordBuild = (
  db: Database,
  version: number,
  entries: [number, string][],
  before: string,
  doneAt: number | null,
) => db.batch([indexMany(db, entries), db.prepare(RECORD_BUILD).bind(version, before, doneAt)])
