import type { Issue } from '../../functions/domain/outcome.ts'
import { isWordKey, wordsFor, type Locale } from '../../functions/words.ts'
import { sentencesFor } from '../sentences.ts'

/** As `sentencesFor`; where a sign-up asks for something in other words than a tip-off does, it says so in those. */
export const sentencesHere = (locale: Locale) => {
  const t = wordsFor(locale)
  const sentence = sentencesFor(locale)
  return (issue: Issue): string => {
    const key = `sign_up_issue.${issue.code}`
    return isWordKey(key) ? t(key, issue.detail) : sentence(issue)
  }
}
