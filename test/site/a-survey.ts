import type { Meaning, Mode, SurveyKind, SurveyState } from '../../functions/domain/survey/meaning.ts'
import { openKept } from '../fixtures/over-http.ts'
import { TWELVE, TWELVE_MEANS } from '../fixtures/survey-questions.ts'

const SURVEY = `INSERT INTO surveys (id, slug, kind, state, title, title_en, lead, lead_en, modes, edition, opens_at, closes_at,
  created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1, ?10, ?11, ?12, ?12)`
const EDITION = `INSERT INTO survey_editions (id, survey_id, number, definition, meaning, created_at, changed_at)
  VALUES (?1, ?2, 1, ?3, ?4, ?5, ?5)`

export type Over = {
  kind?: SurveyKind
  state?: SurveyState
  title?: string
  lead?: string
  modes?: Mode[]
  definition?: object
  meaning?: Meaning
  opensAt?: number | null
  closesAt?: number | null
}
export type ASurvey = { id: string; slug: string; path: string }

/** Puts a survey into the running portal's database as the desk opens it: twelve questions with branches unless told otherwise. */
export const aSurvey = async (folder: string, over: Over = {}): Promise<ASurvey> => {
  const { kind = 'opinion', state = 'open', title = '文明城市满意度调查', lead = '说说您身边的事办得怎么样。' } = over
  const { definition = TWELVE, modes = ['link'], opensAt = null, closesAt = null } = over
  const [id, now] = [crypto.randomUUID() as string, Date.now()]
  const slug = `s-${id.slice(0, 8)}`
  const kept = openKept(folder)
  await kept.DB.batch([
    kept.DB.prepare(SURVEY).bind(
      ...[id, slug, kind, state, title, 'How satisfied are you?', lead, 'A few questions.', JSON.stringify(modes)],
      ...[opensAt, closesAt, now],
    ),
    kept.DB.prepare(EDITION).bind(
      crypto.randomUUID(),
      id,
      JSON.stringify(definition),
      JSON.stringify(over.meaning ?? (over.definition ? {} : TWELVE_MEANS)),
      now,
    ),
  ])
  kept.close()
  return { id, slug, path: `/surveys/${slug}/` }
}

/** The answers stored for a survey, as they stand in the running portal's database. */
export const storedFor = async (
  folder: string,
  { id }: ASurvey,
): Promise<{ answers: Record<string, unknown>; flags: string; mode: string; window: string | null }[]> => {
  const kept = openKept(folder)
  const { results } = await kept.DB.prepare(
    'SELECT answers, flags, mode, window FROM survey_responses WHERE survey_id = ?1',
  )
    .bind(id)
    .all<{ answers: string; flags: string; mode: string; window: string | null }>()
  kept.close()
  return results.map(({ answers, ...row }) => ({ ...row, answers: JSON.parse(answers) as Record<string, unknown> }))
}
