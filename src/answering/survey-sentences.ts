import type { Form } from '../../functions/domain/survey/form.ts'
import type { Issue } from '../../functions/domain/outcome.ts'
import { say } from '../../functions/domain/survey/say.ts'
import type { Locale } from '../../functions/words.ts'
import { sentencesFor } from '../sentences.ts'

/** Codes for an answer that is lacking: there a question may have a sentence of its own (`requiredText`). */
export const LACKING = ['choose_one', 'choose_some', 'write', 'rank_all', 'choose_in_rows']

/** Turns an issue of a survey into a sentence; a question's own sentences come before ours. */
export const surveySentencesFor = (locale: Locale, form: Form) => {
  const sentence = sentencesFor(locale)
  return (issue: Issue): string => {
    const question = form.questions.find(({ name }) => name === issue.field)
    const validator = question?.validators?.[Number(issue.detail?.['validator'])]
    const lacks = LACKING.includes(issue.code.replace('answer.', '')) && issue.detail === undefined
    return say(validator?.text ?? (lacks ? question?.requiredText : undefined), locale) || sentence(issue)
  }
}

/** A question's own sentences for the phone, by its name: for a lacking answer, then for each validator; ours it has. */
export const ownSentences = (locale: Locale, form: Form): Record<string, string[]> =>
  Object.fromEntries(
    form.questions.flatMap(({ name, requiredText, validators = [] }): [string, string[]][] => {
      const texts = [requiredText, ...validators.map(({ text }) => text)].map((text) => say(text, locale))
      return texts.some(Boolean) ? [[name, texts]] : []
    }),
  )
