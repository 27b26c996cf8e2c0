import type { Env } from '../http/app-types.ts'

export type SurveyRow = {
  id: string
  slug: string
  kind: string
  series: string
  state: string
  version: number
  title: string
  title_en: string
  lead: string
  lead_en: string
  modes: string
  margins: string
  opens_at: number | null
  closes_at: number | null
  edition: number
  edition_id: string | null
  edition_version: number | null
  definition: string | null
  meaning: string | null
}

const SURVEY = `SELECT surveys.id, slug, kind, series, state, surveys.version, title, title_en, lead, lead_en, modes, margins,
    opens_at, closes_at, edition, survey_editions.id AS edition_id, survey_editions.version AS edition_version, definition,
    meaning
  FROM surveys LEFT JOIN survey_editions ON survey_id = surveys.id AND number = edition`
const BY_SLUG = SURVEY + ' WHERE slug = ?1'
const BY_ID = SURVEY + ' WHERE surveys.id = ?1'

/** The survey with the edition that is answered. */
export const findBySlug = ({ DB }: Env, slug: string) => DB.prepare(BY_SLUG).bind(slug).first<SurveyRow>()
export const findById = ({ DB }: Env, id: string) => DB.prepare(BY_ID).bind(id).first<SurveyRow>()

export type EditionRow = { id: string; number: number; version: number; definition: string; meaning: string }
const EDITION = `SELECT id, number, version, definition, meaning FROM survey_editions WHERE survey_id = ?1 AND number = ?2`

/** One edition of a survey, answered now or not. */
export const findEditionRow = ({ DB }: Env, surveyId: string, number: number) =>
  DB.prepare(EDITION).bind(surveyId, number).first<EditionRow>()
