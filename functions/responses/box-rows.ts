import type { Database, Env, Statement } from '../http/app-types.ts'

// Both statements fail the batch at survey_box.survey_id when what they rest on is gone.
const PUT_IN = `INSERT INTO survey_box (id, survey_id, edition, community, sealed)
  VALUES (?1, (SELECT survey_id FROM survey_codes JOIN survey_code_sheets ON survey_code_sheets.id = sheet_id
    WHERE code_hash = ?2 AND survey_codes.used = 0 AND voided_at IS NULL AND survey_id = ?3), ?4, ?5, ?6)`
const ALL_THERE = `INSERT INTO survey_box (id, survey_id, edition, community, sealed)
  SELECT '', NULL, 0, '', '' WHERE (SELECT count(*) FROM survey_box WHERE id IN (SELECT value FROM json_each(?1))) <> ?2`
const TAKE_OUT = 'DELETE FROM survey_box WHERE id IN (SELECT value FROM json_each(?1))'
const SEALED = 'SELECT id, sealed FROM survey_box WHERE id IN (SELECT value FROM json_each(?1))'
const WAITING = `SELECT id, edition, community FROM survey_box WHERE survey_id = ?1 AND edition = ?2 LIMIT 20000`
const SURVEYS = 'SELECT DISTINCT survey_id FROM survey_box'
const COUNTS = 'SELECT edition, count(*) AS n FROM survey_box WHERE survey_id = ?1 GROUP BY edition'

export type WaitingRow = { id: string; edition: number; community: string }
export type BoxRow = WaitingRow & { surveyId: string; sealed: string }

/** Puts sealed answers in the box; the batch fails at `survey_box.survey_id` unless the code is unused and its sheet valid. */
export const putInBox = (db: Database, codeHash: string, row: BoxRow): Statement =>
  db.prepare(PUT_IN).bind(row.id, codeHash, row.surveyId, row.edition, row.community, row.sealed)

/** Takes these out of the box; the batch fails at `survey_box.survey_id` when one of them is there no more. */
export const takeOut = (db: Database, ids: string[]): Statement[] => {
  const list = JSON.stringify(ids)
  return [db.prepare(ALL_THERE).bind(list, ids.length), db.prepare(TAKE_OUT).bind(list)]
}

export const listSealed = async ({ DB }: Env, ids: string[]): Promise<Map<string, string>> => {
  const { results } = await DB.prepare(SEALED).bind(JSON.stringify(ids)).all<{ id: string; sealed: string }>()
  return new Map(results.map(({ id, sealed }) => [id, sealed]))
}

export const listWaiting = async ({ DB }: Env, surveyId: string, edition: number): Promise<WaitingRow[]> =>
  (await DB.prepare(WAITING).bind(surveyId, edition).all<WaitingRow>()).results

/** The surveys in whose box something waits. */
export const listBoxes = async ({ DB }: Env): Promise<string[]> =>
  (await DB.prepare(SURVEYS).all<{ survey_id: string }>()).results.map(({ survey_id }) => survey_id)

/** How many wait in a survey's box, by edition. */
export const countWaiting = async ({ DB }: Env, surveyId: string): Promise<{ edition: number; n: number }[]> =>
  (await DB.prepare(COUNTS).bind(surveyId).all<{ edition: number; n: number }>()).results
