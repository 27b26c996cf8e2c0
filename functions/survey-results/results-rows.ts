import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'

/** As many rounds of a series as a trend shows. */
const ROUNDS = 12
/** As many residents' texts as a results page shows. */
export const MOST_TEXTS = 100

const RESULT = 'SELECT n, figures, headline, state, version, made_at FROM survey_results WHERE survey_id = ?1'
const PUBLIC = `SELECT surveys.slug, kind, series, title, title_en, opens_at, closes_at, surveys.state AS survey_state, figures,
    made_at
  FROM surveys JOIN survey_results ON survey_id = surveys.id AND survey_results.state = 'public' WHERE slug = ?1`
const SERIES = `SELECT slug, title, title_en, opens_at, headline FROM surveys INDEXED BY surveys_of_series
    JOIN survey_results ON survey_id = surveys.id AND survey_results.state = 'public'
  WHERE series = (SELECT series FROM surveys WHERE slug = ?1) AND series <> '' ORDER BY opens_at DESC LIMIT ${ROUNDS}`
const TEXTS = `SELECT question, text FROM survey_texts WHERE survey_id = (SELECT id FROM surveys WHERE slug = ?1)
  AND state = 'public' ORDER BY id LIMIT ${MOST_TEXTS}`
const PUBLISH = `INSERT INTO survey_results (survey_id, n, figures, headline, state, made_at)
  SELECT ?1, ?3, ?4, ?5, 'public', ?6 WHERE ?2 = 0 OR EXISTS (SELECT 1 FROM survey_results WHERE survey_id = ?1)
  ON CONFLICT (survey_id) DO UPDATE SET n = ?3, figures = ?4, headline = ?5, state = 'public', made_at = ?6,
    version = version + 1
  WHERE version = ?2`
const WITHDRAW = `UPDATE survey_results SET state = 'withdrawn', version = version + 1
  WHERE survey_id = ?1 AND version = ?2 AND state = 'public'`
const FIRST = 'FROM surveys WHERE id = ? AND NOT EXISTS (SELECT 1 FROM survey_results WHERE survey_id = surveys.id)'
const UNCHANGED = 'FROM survey_results WHERE survey_id = ? AND version = ?'
const MARGINS = `UPDATE surveys SET margins = ?3, changed_at = ?4, version = version + 1 WHERE id = ?1 AND version = ?2`
const SURVEY_AT = 'FROM surveys WHERE id = ? AND version = ?'

export type ResultRow = {
  n: number
  figures: string
  headline: string
  state: 'public' | 'withdrawn'
  version: number
  made_at: number
}
export type PublicRow = {
  slug: string
  kind: string
  series: string
  title: string
  title_en: string
  opens_at: number | null
  closes_at: number | null
  survey_state: string
  figures: string
  made_at: number
}
export type RoundRow = { slug: string; title: string; title_en: string; opens_at: number | null; headline: string }
export type TextRow = { question: string; text: string }

/** What was last published of a survey, also if it was withdrawn. */
export const findResult = (db: Database, surveyId: string) => db.prepare(RESULT).bind(surveyId).first<ResultRow>()

/** What is public under a slug: the figures, the rounds of its series (newest first), and approved texts. One trip. */
export const findPublic = async (db: Database, slug: string) => {
  const [result, rounds, texts] = await db.batch([PUBLIC, SERIES, TEXTS].map((sql) => db.prepare(sql).bind(slug)))
  const row = (result?.results[0] ?? null) as PublicRow | null
  return { row, rounds: rounds?.results as RoundRow[], texts: texts?.results as TextRow[] }
}

/** Holds while the results are as they were read; version 0: while there are none. */
export const whileResultAt = (surveyId: string, version: number): Guard =>
  version === 0 ? { from: FIRST, values: [surveyId] } : { from: UNCHANGED, values: [surveyId, version] }

export const recordPublished = (
  db: Database,
  surveyId: string,
  version: number,
  to: { n: number; figures: string; headline: string; now: number },
): Statement => db.prepare(PUBLISH).bind(surveyId, version, to.n, to.figures, to.headline, to.now)

export const recordWithdrawn = (db: Database, surveyId: string, version: number): Statement =>
  db.prepare(WITHDRAW).bind(surveyId, version)

export const whileSurveyAt = (id: string, version: number): Guard => ({ from: SURVEY_AT, values: [id, version] })
export const recordMargins = (db: Database, id: string, version: number, margins: string, now: number): Statement =>
  db.prepare(MARGINS).bind(id, version, margins, now)
