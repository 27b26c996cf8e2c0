import type { Guard } from '../db/guard.ts'
import type { AppealState, Claim } from '../domain/appeal.ts'
import type { Database, Statement } from '../http/app-types.ts'
import type { Cursor } from '../http/cursor.ts'

export type AppealRow = {
  id: string
  tip_off_id: string | null
  number: string
  claim: Claim
  urgent: number
  text: string
  has_contact: number
  state: AppealState
  version: number
  filed_at: number
  due_at: number
  answer: string | null
  answerer: string | null
  answered_at: number | null
  category: string | null
  community: string | null
  /** What is public of it now; null: it is off the board. */
  published: string | null
  /** Who had a hand in publishing it, as a JSON list. */
  publishers: string
}
const COLUMNS = `SELECT appeals.id, tip_off_id, appeals.number, claim, urgent, appeals.text,
    appeals.contact_sealed IS NOT NULL AS has_contact, appeals.state, appeals.version, filed_at, appeals.due_at, answer,
    staff.name AS answerer, answered_at, category, community,
    (SELECT id FROM exposures WHERE tip_off_id = appeals.tip_off_id AND state = 'published') AS published,
    (SELECT json_array(proposed_by, decided_by) FROM exposures WHERE id = appeals.exposure_id) AS publishers
  FROM appeals LEFT JOIN tip_offs ON tip_offs.id = tip_off_id LEFT JOIN staff ON staff.id = answered_by`
const BY_ID = COLUMNS + ' WHERE appeals.id = ?1'
const WAITING = COLUMNS + " WHERE appeals.state = 'waiting' ORDER BY urgent DESC, filed_at, appeals.id LIMIT ?1"
const ANSWERED =
  COLUMNS +
  " WHERE appeals.state <> 'waiting' AND (answered_at, appeals.id) < (?1, ?2) ORDER BY answered_at DESC, appeals.id DESC LIMIT ?3"

export const findAppeal = (db: Database, id: string) => db.prepare(BY_ID).bind(id).first<AppealRow>()

/** Appeals that wait, those of children and faces first, then the oldest. */
export const listWaiting = async (db: Database, limit: number): Promise<AppealRow[]> =>
  (await db.prepare(WAITING).bind(limit).all<AppealRow>()).results

/** Answered appeals before a point in time, the last first. */
export const listAnswered = async (db: Database, { at, id }: Cursor, limit: number): Promise<AppealRow[]> =>
  (await db.prepare(ANSWERED).bind(at, id, limit).all<AppealRow>()).results

const WAITS = "FROM appeals WHERE id = ? AND version = ? AND state = 'waiting'"
// Whoever had a hand in publishing it does not say that it was right.
const MAY_BE_KEPT = `FROM appeals WHERE id = ? AND version = ? AND state = 'waiting' AND NOT EXISTS
  (SELECT 1 FROM exposures WHERE exposures.id = appeals.exposure_id AND (proposed_by = ? OR decided_by = ?))`
const STILL_PUBLIC = `FROM exposures JOIN appeals ON appeals.tip_off_id = exposures.tip_off_id
  WHERE appeals.id = ? AND appeals.version = ? AND appeals.state = 'waiting' AND exposures.state = 'published'`

/** Holds while nobody has answered the appeal since it was read. */
export const whileItWaits = (id: string, version: number): Guard => ({ from: WAITS, values: [id, version] })
export const whileItMayBeKept = (id: string, version: number, staffId: string): Guard => ({
  from: MAY_BE_KEPT,
  values: [id, version, staffId, staffId],
})
/** Holds while it waits and what it is about is public. */
export const whileStillPublic = (id: string, version: number): Guard => ({ from: STILL_PUBLIC, values: [id, version] })

const ANSWER = `UPDATE appeals SET state = ?, answer = ?, answered_by = ?, answered_at = ?, version = version + 1
  WHERE id = ? AND EXISTS (SELECT 1 `
export type NewAnswer = { id: string; state: AppealState; said: string; staffId: string; now: number }
/** The answer, last of its batch. */
export const recordAnswer = (db: Database, one: NewAnswer, guard: Guard): Statement =>
  db.prepare(ANSWER + guard.from + ')').bind(one.state, one.said, one.staffId, one.now, one.id, ...guard.values)
