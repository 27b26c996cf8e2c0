import type { Guard } from '../db/guard.ts'
import type { CaseToMove } from '../domain/check-move.ts'
import type { Database, Statement } from '../http/app-types.ts'
import type { TipOffRow } from './row.ts'

const INSERT = 'INSERT INTO bulk_acts (id, staff_id, move, made_at) VALUES (?, ?, ?, ?)'
const CHOSEN = `SELECT id, number, category, unit, street, community, place_kind, lng, lat, accuracy_m, grid FROM tip_offs
  WHERE id IN (SELECT value FROM json_each(?1))`
const DONE = `INSERT INTO bulk_act_cases (bulk_act_id, tip_off_id, result, version_after, before) SELECT ?, ?, 'ok', ?, ?`
// A case that was moved although its answer was lost keeps its row.
const REFUSED = 'INSERT OR IGNORE INTO bulk_act_cases (bulk_act_id, tip_off_id, result) VALUES (?, ?, ?)'
const ACT = 'SELECT id, staff_id, move, made_at, undone_at FROM bulk_acts WHERE id = ? AND staff_id = ?'
const CASES = `SELECT tip_off_id, number, category, community, landmark, version, result, version_after, before, undone, told
  FROM bulk_act_cases LEFT JOIN tip_offs ON tip_offs.id = tip_off_id WHERE bulk_act_id = ? ORDER BY number`
const UNDONE = `UPDATE bulk_act_cases SET undone = ?1 WHERE bulk_act_id = ?2 AND tip_off_id = ?3 AND undone IS NULL`
const END = 'UPDATE bulk_acts SET undone_at = coalesce(undone_at, ?1) WHERE id = ?2'
// What is under way may have arrived; what no channel exists for never will.
const WITHDRAW = `DELETE FROM outbox_messages WHERE created_at = ?3 AND number = ?4
  AND topic IN ('tip_off.news', 'tip_off.mark_urgent') AND (state = 'waiting' AND attempts = 0 OR state = 'not_sent')
  AND EXISTS (SELECT 1 FROM tip_offs WHERE id = ?1 AND version = ?2)`
const TOLD = `UPDATE bulk_act_cases SET undone = 'ok', told = (SELECT count(*) FROM outbox_messages
    WHERE created_at = ?3 AND number = ?4 AND topic = 'tip_off.news' AND audience = 'reporter')
  WHERE bulk_act_id = ?5 AND tip_off_id = ?1 AND EXISTS (SELECT 1 FROM tip_offs WHERE id = ?1 AND version = ?2)`
const UNCOUNT = `UPDATE daily_figures SET closed = closed - 1, closed_on_time = closed_on_time - (?3 <= ?4)
  WHERE day = date(?3 / 1000 + 28800, 'unixepoch') AND EXISTS (SELECT 1 FROM tip_offs WHERE id = ?1 AND version = ?2)`
const FORGET_CASES = 'DELETE FROM bulk_act_cases WHERE bulk_act_id IN (SELECT id FROM bulk_acts WHERE made_at < ?1)'
const FORGET = 'DELETE FROM bulk_acts WHERE made_at < ?1'

export type BulkActRow = { id: string; staff_id: string; move: string; made_at: number; undone_at: number | null }
export type BulkCaseRow = {
  tip_off_id: string
  number: string | null
  category: string | null
  community: string | null
  landmark: string | null
  version: number | null
  result: string
  version_after: number | null
  before: string | null
  undone: string | null
  told: number
}
export type Chosen = Pick<
  TipOffRow,
  'id' | 'number' | 'category' | 'unit' | 'street' | 'community' | 'place_kind' | 'lng' | 'lat' | 'accuracy_m' | 'grid'
>

export const insertBulkAct = (db: Database, act: { id: string; staffId: string; move: string; now: number }) =>
  db.prepare(INSERT).bind(act.id, act.staffId, act.move, act.now).run()

/** The chosen cases, whatever their scope: what each may be told of is asked when it is moved. */
export const listChosen = async (db: Database, ids: string[]): Promise<Chosen[]> =>
  (await db.prepare(CHOSEN).bind(JSON.stringify(ids)).all<Chosen>()).results

/** The row that says a case was moved, and what it was like before: for the move's own batch. */
export const insertDone = (
  db: Database,
  act: string,
  before: CaseToMove & { id: string; version: number },
  guard: Guard,
): Statement => {
  const { id, version, ...course } = before
  return db.prepare(DONE + ' ' + guard.from).bind(act, id, version + 1, JSON.stringify(course), ...guard.values)
}

export const recordNotDone = (db: Database, act: string, id: string, code: string) =>
  db.prepare(REFUSED).bind(act, id, code).run()

/** What this person did to many cases at once, with what became of each; null for another's act. */
export const findBulkAct = async (db: Database, id: string, staffId: string) => {
  const [acts, cases] = await db.batch([db.prepare(ACT).bind(id, staffId), db.prepare(CASES).bind(id)])
  const act = acts?.results[0] as BulkActRow | undefined
  return act ? { act, cases: (cases?.results ?? []) as BulkCaseRow[] } : null
}

type Undoing = { act: string; id: string; version: number; number: string; madeAt: number }
/** Takes back messages nobody was sent yet, and notes whether the reporter was told, while the case is untouched. */
export const withdrawMessages = (db: Database, { act, id, version, number, madeAt }: Undoing): Statement[] => [
  db.prepare(WITHDRAW).bind(id, version, madeAt, number),
  db.prepare(TOLD).bind(id, version, madeAt, number, act),
]

/** A closing that is taken back was none: the day's figures know nothing of it. */
export const uncountClosing = (db: Database, id: string, version: number, closedAt: number, dueAt: number): Statement =>
  db.prepare(UNCOUNT).bind(id, version, closedAt, dueAt)

export const recordNotUndone = (db: Database, act: string, id: string, code: string) =>
  db.prepare(UNDONE).bind(code, act, id).run()
export const recordUndone = (db: Database, act: string, now: number) => db.prepare(END).bind(now, act).run()

/** Acts made before a time, with their cases. */
export const deleteBulkActs = (db: Database, before: number) =>
  db.batch([FORGET_CASES, FORGET].map((sql) => db.prepare(sql).bind(before)))
