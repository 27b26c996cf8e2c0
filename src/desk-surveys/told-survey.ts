import type { Issue } from '../../functions/domain/outcome.ts'
import type { Words } from '../../functions/words.ts'
import { told } from '../desk-activities.ts'

/** An issue of a definition that names no question is about the whole of it. */
const inWords = (t: Words, issue: Issue): Issue =>
  issue.code.startsWith('definition.') && issue.detail?.['question'] === ''
    ? { ...issue, detail: { ...issue.detail, question: t('desk_survey.in_whole') } }
    : issue

/** The sentences of a refusal, for the summary and by field. */
export const toldSurvey = (t: Words, issues: readonly Issue[]) =>
  told(
    t,
    issues.map((issue) => inWords(t, issue)),
  )
