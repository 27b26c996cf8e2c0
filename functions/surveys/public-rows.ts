import type { Database } from '../http/app-types.ts'
import type { SurveyColumns } from './rows.ts'

export type CardRow = Omit<SurveyColumns, 'id' | 'series' | 'state' | 'version' | 'edition'> & { has_results: number }

const CARD = `SELECT slug, kind, title, title_en, lead, lead_en, modes, opens_at, closes_at,
    EXISTS (SELECT 1 FROM survey_results WHERE survey_id = surveys.id AND survey_results.state = 'public') AS has_results
  FROM surveys`
const OPEN = `${CARD} WHERE state = 'open' AND (opens_at IS NULL OR opens_at <= ?1) AND (closes_at IS NULL OR closes_at > ?1)
  ORDER BY created_at DESC, id DESC LIMIT 50`
const ENDED = `${CARD} WHERE edition > 0 AND (state = 'closed' OR (state = 'open' AND closes_at <= ?1))
  ORDER BY created_at DESC, id DESC LIMIT 50`
const HAS_RESULTS = "SELECT 1 AS found FROM survey_results WHERE survey_id = ?1 AND state = 'public'"

/** The surveys that take answers now, newest first. */
export const listOpen = async (db: Database, now: number): Promise<CardRow[]> =>
  (await db.prepare(OPEN).bind(now).all<CardRow>()).results

/** The surveys that were answered and take no answers any more, newest first. */
export const listEnded = async (db: Database, now: number): Promise<CardRow[]> =>
  (await db.prepare(ENDED).bind(now).all<CardRow>()).results

export const hasPublicResults = async (db: Database, id: string): Promise<boolean> =>
  (await db.prepare(HAS_RESULTS).bind(id).first()) !== null
