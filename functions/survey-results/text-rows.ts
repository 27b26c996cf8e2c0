import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'

export const TEXT_STATES = ['waiting', 'public', 'hidden'] as const
export type TextState = (typeof TEXT_STATES)[number]
export type SurveyText = {
  id: string
  edition: number
  question: string
  text: string
  state: TextState
  version: number
}

const COLUMNS = `SELECT survey_texts.id, number AS edition, question, text, state, survey_texts.version
  FROM survey_texts JOIN survey_editions ON survey_editions.id = edition_id`
const PAGE = `${COLUMNS} WHERE survey_texts.survey_id = ?1 AND state = ?2 AND survey_texts.id > ?3
  ORDER BY survey_texts.id LIMIT ?4`
const BY_ID = `${COLUMNS} WHERE survey_texts.id = ?2 AND survey_texts.survey_id = ?1`
const SET_STATE = `UPDATE survey_texts SET state = ?4, version = version + 1
  WHERE id = ?2 AND survey_id = ?1 AND version = ?3`
const UNCHANGED = 'FROM survey_texts WHERE id = ? AND survey_id = ? AND version = ?'

/** Texts of a survey in one state after this id; begin with ''. */
export const listTexts = async (db: Database, survey: string, state: TextState, after: string, limit: number) =>
  (await db.prepare(PAGE).bind(survey, state, after, limit).all<SurveyText>()).results
export const findText = (db: Database, survey: string, id: string) =>
  db.prepare(BY_ID).bind(survey, id).first<SurveyText>()
export const whileTextAt = (survey: string, id: string, version: number): Guard => ({
  from: UNCHANGED,
  values: [id, survey, version],
})
export const recordTextState = (
  db: Database,
  survey: string,
  id: string,
  version: number,
  state: TextState,
): Statement => db.prepare(SET_STATE).bind(survey, id, version, state)
