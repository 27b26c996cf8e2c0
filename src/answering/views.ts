/** What the API answers, as the pages read it. */
export type { PublicSurvey, SurveyCard } from '../../functions/surveys/public-view.ts'
/** After an answer was stored; `score` in a quiz only. */
export type Stored = { again: boolean; score: Score | null }
export type Score = { right: number; of: number; wrong: string[] }
