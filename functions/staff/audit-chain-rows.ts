import type { Database } from '../http/app-types.ts'

/** One act as it is stored, in the order its link covers it. */
export type AuditRow = {
  id: string
  happened_at: number
  staff_id: string | null
  role: string | null
  action: string
  object_kind: string
  object_id: string
  result: string
  request_id: string
  detail: string | null
}
/** Where the chain ends: how many rows are linked, and the last link. `{ seq: 0, link: '' }` before the first. */
export type Link = { seq: number; link: string }
/** A link with the row it names; the row's columns are null when it is gone. */
export type LinkedRow = Link & { audit_id: string } & { [K in keyof AuditRow]: AuditRow[K] | null }

const HEAD = 'SELECT seq, link FROM audit_links ORDER BY seq DESC LIMIT 1'
const LINK_AT = 'SELECT seq, link FROM audit_links WHERE seq = ?1'
// Rows are written one after another and rowids only grow, so what is not linked lies behind the last that is. The rowid is
// looked up anew each time, for VACUUM gives new ones in the same order.
const UNLINKED = `SELECT id, happened_at, staff_id, role, action, object_kind, object_id, result, request_id, detail
  FROM audit_events
  WHERE audit_events.rowid > coalesce((SELECT last.rowid FROM audit_links JOIN audit_events AS last ON last.id = audit_id
      ORDER BY seq DESC LIMIT 1), 0)
    AND NOT EXISTS (SELECT 1 FROM audit_links WHERE audit_id = audit_events.id)
  ORDER BY audit_events.rowid LIMIT ?1`
const WAITING = `SELECT count(*) AS n FROM audit_events
  WHERE audit_events.rowid > coalesce((SELECT last.rowid FROM audit_links JOIN audit_events AS last ON last.id = audit_id
      ORDER BY seq DESC LIMIT 1), 0)`
// All of them or none: only behind the link they were computed from.
const INSERT = `INSERT INTO audit_links (seq, audit_id, link, sealed_at)
  SELECT value ->> 0, value ->> 1, value ->> 2, ?2 FROM json_each(?1)
  WHERE coalesce((SELECT seq || ':' || link FROM audit_links ORDER BY seq DESC LIMIT 1), '0:') = ?3`
const LINKED = `SELECT seq, link, audit_id, id, happened_at, staff_id, role, action, object_kind, object_id, result,
    request_id, detail
  FROM audit_links LEFT JOIN audit_events ON audit_events.id = audit_id
  WHERE seq > ?1 ORDER BY seq LIMIT ?2`
const SLIPPED_IN = `SELECT id FROM audit_events
  WHERE audit_events.rowid < coalesce((SELECT last.rowid FROM audit_links JOIN audit_events AS last ON last.id = audit_id
      ORDER BY seq DESC LIMIT 1), 0)
    AND NOT EXISTS (SELECT 1 FROM audit_links WHERE audit_id = audit_events.id)
  ORDER BY audit_events.rowid LIMIT 1`

export const NO_LINK: Link = { seq: 0, link: '' }

export const findHead = async (db: Database): Promise<Link> => (await db.prepare(HEAD).first<Link>()) ?? NO_LINK

export const findLink = (db: Database, seq: number): Promise<Link | null> => db.prepare(LINK_AT).bind(seq).first<Link>()

/** Rows behind the last that is linked, in the order they were written. */
export const listUnlinked = async (db: Database, limit: number): Promise<AuditRow[]> =>
  (await db.prepare(UNLINKED).bind(limit).all<AuditRow>()).results

export const countWaiting = async (db: Database): Promise<number> =>
  (await db.prepare(WAITING).first<{ n: number }>())?.n ?? 0

/** Adds links behind this head; answers whether it still was the head. */
export const insertLinks = async (
  db: Database,
  head: Link,
  links: { seq: number; id: string; link: string }[],
  now: number,
): Promise<boolean> => {
  const list = JSON.stringify(links.map(({ seq, id, link }) => [seq, id, link]))
  const { meta } = await db.prepare(INSERT).bind(list, now, `${head.seq}:${head.link}`).run()
  return meta.changes > 0
}

/** Links after a place of the chain, with their rows. */
export const listLinked = async (db: Database, after: number, limit: number): Promise<LinkedRow[]> =>
  (await db.prepare(LINKED).bind(after, limit).all<LinkedRow>()).results

/** A row that stands among linked ones and was never linked itself, if there is one. */
export const findSlippedIn = async (db: Database): Promise<string | null> =>
  (await db.prepare(SLIPPED_IN).first<{ id: string }>())?.id ?? null
