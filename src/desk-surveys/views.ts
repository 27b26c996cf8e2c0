import type { ListedSurvey } from '../../functions/surveys/desk-view.ts'
import type { WholeEdition, WholeSurvey } from '../../functions/surveys/read-survey.ts'
import type { TemplateCard } from '../../functions/surveys/templates.ts'
import { showMinute } from '../../functions/domain/show-time.ts'
import type { Words } from '../../functions/words.ts'

/** What the desk's API answers about surveys, as far as its pages read it. */
export type { ListedSurvey, TemplateCard, WholeEdition, WholeSurvey }
export type SurveyPage = { surveys: ListedSurvey[]; next: string | null }

export type Standing = 'draft' | 'scheduled' | 'taking' | 'over' | 'closed'
/** What a survey's chip says and looks like: an open one may still wait for its first day, or be past its last. */
export const standingOf = (
  { state, opensAt, closesAt }: Pick<ListedSurvey, 'state' | 'opensAt' | 'closesAt'>,
  now: number,
): Standing => {
  if (state !== 'open') return state
  if (opensAt !== null && opensAt > now) return 'scheduled'
  return closesAt !== null && closesAt <= now ? 'over' : 'taking'
}

/** From when until when answers are taken, in words. */
export const datesOf = (t: Words, { opensAt, closesAt }: Pick<ListedSurvey, 'opensAt' | 'closesAt'>): string => {
  const [from, to] = [opensAt && showMinute('zh-CN', opensAt), closesAt && showMinute('zh-CN', closesAt)]
  if (from && to) return t('desk_survey.from_to', { from, to })
  if (from) return t('desk_survey.from', { from })
  return to ? t('desk_survey.to', { to }) : t('desk_survey.no_dates')
}
