import type { Mode, SurveyKind } from '../domain/survey/meaning.ts'
import { isTaking, type Edition, type Survey } from './find-survey.ts'
import type { CardRow } from './public-rows.ts'

/** A survey in the public list. */
export const surveyCard = (row: CardRow) => ({
  slug: row.slug,
  kind: row.kind as SurveyKind,
  title: row.title,
  titleEn: row.title_en,
  lead: row.lead,
  leadEn: row.lead_en,
  modes: JSON.parse(row.modes) as Mode[],
  opensAt: row.opens_at,
  closesAt: row.closes_at,
  hasResults: row.has_results === 1,
})
export type SurveyCard = ReturnType<typeof surveyCard>

/** A survey as whoever answers it needs it. `because` is told in a quiz only: there the answers are no secret. */
export const publicSurvey = (survey: Survey & { edition: Edition }, hasResults: boolean, now: number) => ({
  slug: survey.slug,
  kind: survey.kind,
  state: survey.state,
  taking: isTaking(survey, now),
  title: survey.title,
  titleEn: survey.titleEn,
  lead: survey.lead,
  leadEn: survey.leadEn,
  modes: survey.modes,
  opensAt: survey.opensAt,
  closesAt: survey.closesAt,
  edition: survey.edition.number,
  form: survey.edition.form,
  because: survey.kind === 'quiz' ? (survey.edition.meaning.because ?? {}) : null,
  hasResults,
})
export type PublicSurvey = ReturnType<typeof publicSurvey>
