import type { Database } from '../http/app-types.ts'
import { EDITION_COLUMNS, SURVEY_COLUMNS, type EditionColumns, type SurveyColumns } from './rows.ts'

export type DeskSurveyRow = SurveyColumns & {
  created_at: number
  changed_at: number
  /** Responses that stand in the figures. */
  answered: number
  /** Whether anything at all was answered, sealed answers included. */
  touched: number
}

export type EditionRow = EditionColumns & { frozen: number; changed_at: number; answered: number }

const ANSWERED = `(SELECT COALESCE(sum(n), 0) FROM survey_tallies JOIN survey_editions ON survey_editions.id = edition_id
    WHERE survey_id = surveys.id AND slice = 'all') AS answered`
const TOUCHED = `(EXISTS (SELECT 1 FROM survey_editions WHERE survey_id = surveys.id AND frozen = 1)
    OR EXISTS (SELECT 1 FROM survey_responses WHERE survey_id = surveys.id)
    OR EXISTS (SELECT 1 FROM survey_box WHERE survey_id = surveys.id)) AS touched`
const SURVEY = `SELECT ${SURVEY_COLUMNS}, created_at, changed_at, ${ANSWERED}, ${TOUCHED} FROM surveys`
const BY_ID = `${SURVEY} WHERE id = ?1`
const LIST = `${SURVEY} WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR (created_at, id) < (?2, ?3))
  ORDER BY created_at DESC, id DESC LIMIT ?4`
const ROUNDS = `SELECT id, title, state, opens_at, created_at FROM surveys
  WHERE series = ?1 AND series <> '' AND id <> ?2 ORDER BY opens_at DESC LIMIT 20`
const EDITION = `SELECT ${EDITION_COLUMNS}, frozen, changed_at,
    COALESCE((SELECT n FROM survey_tallies WHERE edition_id = survey_editions.id AND slice = 'all'), 0) AS answered
  FROM survey_editions WHERE survey_id = ?1`
const EDITIONS = `${EDITION} ORDER BY number DESC LIMIT 100`
const ONE_EDITION = `${EDITION} AND number = ?2`
// What those who edit wait for: who was the last to change something.
const LAST_ACT = `SELECT staff.name AS staff_name, happened_at FROM audit_events
    LEFT JOIN staff ON staff.id = audit_events.staff_id
  WHERE object_kind = 'survey' AND object_id = ?1 AND result = 'ok' AND action IN ('survey:make', 'survey:edit',
    'survey:open', 'survey:close', 'survey:reopen', 'survey:take_back', 'survey:new_edition', 'survey:use_edition',
    'survey:drop_edition', 'survey:save_edition') ORDER BY happened_at DESC LIMIT 1`
const SLUG_TAKEN = 'SELECT 1 AS taken FROM surveys WHERE slug = ?1'
const SLUGS = "SELECT slug FROM surveys WHERE slug = ?1 OR (slug > ?1 || '-' AND slug < ?1 || '.')"

export const findDeskSurvey = (db: Database, id: string) => db.prepare(BY_ID).bind(id).first<DeskSurveyRow>()

/** Surveys of a state (all: null), newest first, after a row of the page before. */
export const listDeskSurveys = async (
  db: Database,
  asked: { state: string | null; after: { at: number; id: string } | null; limit: number },
): Promise<DeskSurveyRow[]> => {
  const { state, after, limit } = asked
  const found = db.prepare(LIST).bind(state, after?.at ?? null, after?.id ?? null, limit)
  return (await found.all<DeskSurveyRow>()).results
}

export type RoundRow = { id: string; title: string; state: string; opens_at: number | null; created_at: number }
/** The other rounds of a series, the last first. */
export const listRounds = async (db: Database, series: string, but: string): Promise<RoundRow[]> =>
  (await db.prepare(ROUNDS).bind(series, but).all<RoundRow>()).results

/** The editions of a survey, the newest first. */
export const listEditions = async (db: Database, survey: string): Promise<EditionRow[]> =>
  (await db.prepare(EDITIONS).bind(survey).all<EditionRow>()).results

export const findEdition = (db: Database, survey: string, number: number) =>
  db.prepare(ONE_EDITION).bind(survey, number).first<EditionRow>()

export const findLastChange = (db: Database, id: string) =>
  db.prepare(LAST_ACT).bind(id).first<{ staff_name: string | null; happened_at: number }>()

export const isSlugTaken = async (db: Database, slug: string): Promise<boolean> =>
  (await db.prepare(SLUG_TAKEN).bind(slug).first()) !== null

/** The addresses in use that are this one, or this one with a number behind it. */
export const listSlugs = async (db: Database, slug: string): Promise<string[]> =>
  (await db.prepare(SLUGS).bind(slug).all<{ slug: string }>()).results.map((row) => row.slug)
