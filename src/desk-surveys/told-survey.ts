import type { Issue } from '../../functions/domain/outcome.ts'
import type { Words } from '../../functions/words.ts'
import { told } from '../desk-activities.ts'

/** An issue of a definition, its question and property put into words: which of them is wrong is said first. */
const inWords = (t: Words, issue: Issue): Issue => {
  if (!issue.code.startsWith('definition.') || issue.detail?.['property'] === undefined) return issue
  const { question = '', property = '' } = issue.detail
  const where = question === '' ? t('desk_survey.in_whole') : t('desk_survey.in_question', { question })
  return { ...issue, detail: { ...issue.detail, where, property } }
}

/** The sentences of a refusal, for the summary and by field. */
export const toldSurvey = (t: Words, issues: readonly Issue[]) =>
  told(
    t,
    issues.map((issue) => inWords(t, issue)),
  )
