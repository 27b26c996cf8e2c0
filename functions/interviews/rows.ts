import type { Guard } from '../db/guard.ts'
import type { Quota } from '../domain/survey/quota.ts'
import type { Database, Env, Statement } from '../http/app-types.ts'

export type InterviewerRow = {
  id: string
  survey_id: string
  name: string
  version: number
  created_at: number
  ended_at: number | null
}

const COLUMNS = 'SELECT id, survey_id, name, version, created_at, ended_at FROM survey_interviewers'
const LIST = `${COLUMNS} WHERE survey_id = ?1 ORDER BY created_at, id LIMIT 500`
const FIND = `${COLUMNS} WHERE id = ?1 AND survey_id = ?2`
const BY_CODE = `${COLUMNS} WHERE code_hash = ?1 AND ended_at IS NULL`
const INSERT = `INSERT INTO survey_interviewers (id, survey_id, name, code_hash, created_at)
  SELECT ?1, ?2, ?3, ?4, ?5 FROM surveys WHERE id = ?2 AND state <> 'closed'`
const NEW_CODE = `UPDATE survey_interviewers SET code_hash = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2 AND ended_at IS NULL`
const END = `UPDATE survey_interviewers SET code_hash = NULL, ended_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2 AND ended_at IS NULL`
const UNCHANGED = 'FROM survey_interviewers WHERE id = ? AND version = ? AND ended_at IS NULL'
const NOT_CLOSED = "FROM surveys WHERE id = ? AND state <> 'closed'"

/** The interviewers of a survey, first made first. */
export const listInterviewers = async ({ DB }: Env, survey: string): Promise<InterviewerRow[]> =>
  (await DB.prepare(LIST).bind(survey).all<InterviewerRow>()).results

export const findInterviewer = ({ DB }: Env, id: string, survey: string) =>
  DB.prepare(FIND).bind(id, survey).first<InterviewerRow>()

export const findInterviewerByCode = ({ DB }: Env, codeHash: string) =>
  DB.prepare(BY_CODE).bind(codeHash).first<InterviewerRow>()

export type NewInterviewer = { id: string; survey: string; name: string; codeHash: string; now: number }
/** Adds an interviewer while the survey is not closed. */
export const insertInterviewer = (db: Database, one: NewInterviewer): Statement =>
  db.prepare(INSERT).bind(one.id, one.survey, one.name, one.codeHash, one.now)
export const whileNotClosed = (survey: string): Guard => ({ from: NOT_CLOSED, values: [survey] })

/** Holds while nobody has changed or ended the interviewer since they were read. */
export const whileInterviewerUnchanged = (id: string, version: number): Guard => ({
  from: UNCHANGED,
  values: [id, version],
})
export const recordNewCode = (db: Database, id: string, version: number, codeHash: string): Statement =>
  db.prepare(NEW_CODE).bind(id, version, codeHash)
export const recordEnd = (db: Database, id: string, version: number, now: number): Statement =>
  db.prepare(END).bind(id, version, now)

const QUOTAS = 'SELECT cell, target FROM survey_quotas WHERE survey_id = ?1 ORDER BY cell'
const WHILE = "FROM surveys WHERE id = ? AND version = ? AND state <> 'closed'"
const CLEAR =
  "DELETE FROM survey_quotas WHERE survey_id = ?1 AND EXISTS (SELECT 1 FROM surveys WHERE id = ?1 AND version = ?2 AND state <> 'closed')"
const FILL = `INSERT INTO survey_quotas (survey_id, cell, target)
  SELECT surveys.id, json_extract(value, '$.cell'), json_extract(value, '$.target') FROM surveys, json_each(?3)
  WHERE surveys.id = ?1 AND version = ?2 AND state <> 'closed'`
const TOUCH = `UPDATE surveys SET version = version + 1, changed_at = ?3 WHERE id = ?1 AND version = ?2 AND state <> 'closed'`

export const listQuotas = async ({ DB }: Env, survey: string): Promise<Quota[]> =>
  (await DB.prepare(QUOTAS).bind(survey).all<Quota>()).results

/** Holds while nobody has changed or closed the survey since it was read. */
export const whileSurveyUnchanged = (survey: string, version: number): Guard => ({
  from: WHILE,
  values: [survey, version],
})
/** New quotas in place of the old ones; the last statement changes nothing when somebody was faster. */
export const quotaStatements = (db: Database, survey: string, version: number, quotas: Quota[], now: number) => [
  db.prepare(CLEAR).bind(survey, version),
  db.prepare(FILL).bind(survey, version, JSON.stringify(quotas)),
  db.prepare(TOUCH).bind(survey, version, now),
]

// Kept figures of every edition of the survey: a range of the tallies' own key, never the responses.
const SLICES = `SELECT slice, sum(n) AS n FROM survey_tallies
  WHERE edition_id IN (SELECT id FROM survey_editions WHERE survey_id = ?1) AND slice >= ?2 AND slice < ?3 GROUP BY slice`

/** How many responses each slice of one kind holds: `quota`, `interviewer`, `mode`; without the kind's name. */
export const listSlices = async ({ DB }: Env, survey: string, kind: 'quota' | 'interviewer' | 'mode') => {
  const { results } = await DB.prepare(SLICES).bind(survey, `${kind}:`, `${kind};`).all<{ slice: string; n: number }>()
  return results.map(({ slice, n }) => ({ name: slice.slice(kind.length + 1), n }))
}

const DECLINE = `INSERT INTO survey_declines (survey_id, interviewer_id, phone, day, n)
  SELECT ?1, ?2, json_extract(value, '$.phone'), json_extract(value, '$.day'), json_extract(value, '$.n') FROM json_each(?3)
  WHERE true ON CONFLICT DO UPDATE SET n = excluded.n WHERE n <> excluded.n`
const DECLINED = 'SELECT interviewer_id, sum(n) AS n FROM survey_declines WHERE survey_id = ?1 GROUP BY interviewer_id'

/** Takes a phone's own counts in place of what it said before. */
export const recordDeclined = ({ DB }: Env, survey: string, interviewer: string, counts: object[]) =>
  DB.prepare(DECLINE).bind(survey, interviewer, JSON.stringify(counts)).run()
/** How many did not want to be asked, by interviewer. */
export const listDeclined = async ({ DB }: Env, survey: string) =>
  (await DB.prepare(DECLINED).bind(survey).all<{ interviewer_id: string; n: number }>()).results
