import type { Env } from '../http/app-types.ts'

/** What everybody reads of a survey. */
export const SURVEY_COLUMNS = `surveys.id, slug, kind, series, state, surveys.version, title, title_en, lead, lead_en, modes,
    edition, opens_at, closes_at`
export type SurveyColumns = {
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
  edition: number
  opens_at: number | null
  closes_at: number | null
}
/** What everybody reads of an edition. */
export const EDITION_COLUMNS = 'id, number, version, definition, meaning'
export type EditionColumns = { id: string; number: number; version: number; definition: string; meaning: string }

export type SurveyRow = SurveyColumns & {
  margins: string
  edition_id: string | null
  edition_version: number | null
  definition: string | null
  meaning: string | null
}

const SURVEY = `SELECT ${SURVEY_COLUMNS}, margins, survey_editions.id AS edition_id,
    survey_editions.version AS edition_version, definition, meaning
  FROM surveys LEFT JOIN survey_editions ON survey_id = surveys.id AND number = edition`
const BY_SLUG = SURVEY + ' WHERE slug = ?1'
const BY_ID = SURVEY + ' WHERE surveys.id = ?1'

/** The survey with the edition that is answered. */
export const findBySlug = ({ DB }: Env, slug: string) => DB.prepare(BY_SLUG).bind(slug).first<SurveyRow>()
export const findById = ({ DB }: Env, id: string) => DB.prepare(BY_ID).bind(id).first<SurveyRow>()

const EDITION = `SELECT ${EDITION_COLUMNS} FROM survey_editions WHERE survey_id = ?1 AND number = ?2`

/** One edition of a survey, answered now or not. */
export const findEditionRow = ({ DB }: Env, surveyId: string, number: number) =>
  DB.prepare(EDITION).bind(surveyId, number).first<EditionColumns>()
