import type { Env } from '../http/app-types.ts'

// Closed at the desk, or past its last day.
const OVER = `(state = 'closed' AND changed_at < ?1) OR closes_at < ?1`
const OLD_KEYS = 'DELETE FROM survey_submissions WHERE answered_on < ?1'
// Codes answer again to the submission that used them until the survey has been over for as long.
const OLD_CODE_KEYS = `UPDATE survey_codes SET key_hash = NULL WHERE key_hash IS NOT NULL AND sheet_id IN (
  SELECT id FROM survey_code_sheets WHERE survey_id IN (SELECT id FROM surveys WHERE ${OVER}))`
const OLD_SURVEYS = `SELECT id FROM surveys WHERE (${OVER}) AND (
  EXISTS (SELECT 1 FROM survey_responses WHERE survey_id = surveys.id)
  OR EXISTS (SELECT 1 FROM survey_box WHERE survey_id = surveys.id)
  OR EXISTS (SELECT 1 FROM survey_texts WHERE survey_id = surveys.id AND state = 'waiting')
  OR EXISTS (SELECT 1 FROM survey_texts WHERE survey_id = surveys.id AND state = 'hidden'))`
const RESPONSES = `DELETE FROM survey_responses WHERE survey_id = ?1 AND id IN (
  SELECT id FROM survey_responses WHERE survey_id = ?1 LIMIT ?2)`
const TEXTS = `DELETE FROM survey_texts WHERE survey_id = ?1 AND state IN ('waiting', 'hidden')`
const BOX = 'DELETE FROM survey_box WHERE survey_id = ?1'

/** Deletes the keys of answers that nobody sends again any more; `day` as `2026-11-24`. */
export const deleteOldKeys = async ({ DB }: Env, day: string, overBefore: number): Promise<void> => {
  await DB.batch([DB.prepare(OLD_KEYS).bind(day), DB.prepare(OLD_CODE_KEYS).bind(overBefore)])
}

/** Surveys that were over before this moment and of which more than figures is kept. */
export const listOldSurveys = async ({ DB }: Env, overBefore: number): Promise<string[]> =>
  (await DB.prepare(OLD_SURVEYS).bind(overBefore).all<{ id: string }>()).results.map(({ id }) => id)

/** Deletes so many responses of a survey; answers how many there were. */
export const deleteSomeResponses = async ({ DB }: Env, surveyId: string, limit: number): Promise<number> =>
  (await DB.prepare(RESPONSES).bind(surveyId, limit).run()).meta.changes

/** Deletes the texts nobody made public, and what was never taken out of the box. */
export const deleteUnreadTexts = async ({ DB }: Env, surveyId: string): Promise<void> => {
  await DB.batch([DB.prepare(TEXTS).bind(surveyId), DB.prepare(BOX).bind(surveyId)])
}
