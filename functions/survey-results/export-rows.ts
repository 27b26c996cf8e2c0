import type { Database } from '../http/app-types.ts'

// The primary key is (survey_id, id): each page goes on where the last one ended.
const PAGE = `SELECT survey_responses.id, number AS edition, mode, community, window, answered_on, flags, answers
  FROM survey_responses JOIN survey_editions ON survey_editions.id = edition_id
  WHERE survey_responses.survey_id = ?1 AND survey_responses.id > ?2 ORDER BY survey_responses.id LIMIT ?3`
const MANY = 'SELECT count(*) AS n FROM (SELECT 1 FROM survey_responses WHERE survey_id = ?1 LIMIT ?2)'

export type ResponseRow = {
  id: string
  edition: number
  mode: string
  community: string | null
  window: string | null
  answered_on: string
  flags: string
  answers: string
}

/** The next responses after this id; begin with ''. */
export const listResponses = async (db: Database, surveyId: string, after: string, limit: number) =>
  (await db.prepare(PAGE).bind(surveyId, after, limit).all<ResponseRow>()).results

/** How many responses there are, counted no further than `most`. */
export const countResponses = async (db: Database, surveyId: string, most: number): Promise<number> =>
  (await db.prepare(MANY).bind(surveyId, most).first<{ n: number }>())?.n ?? 0
