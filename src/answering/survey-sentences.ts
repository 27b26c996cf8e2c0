import type { Form } from '../../functions/domain/survey/form.ts'
import type { Issue } from '../../functions/domain/outcome.ts'
import { say } from '../../functions/domain/survey/say.ts'
import { isWordKey, wordsFor, type Locale, type WordKey } from '../../functions/words.ts'
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

/** What the phone needs to say them: our sentences by code, and a question's own by its name. */
export const phoneSentences = (locale: Locale, form: Form) => {
  const t = wordsFor(locale)
  const kinds = new Set(form.questions.map(({ kind }) => kind))
  const ours = codesFor(form, kinds).flatMap((code): [string, string][] => {
    const key = `issue.answer.${code}`
    return isWordKey(key) ? [[code, t(key as WordKey)]] : []
  })
  const own = form.questions.flatMap(({ name, requiredText, validators = [] }): [string, string[]][] => {
    const texts = [requiredText, ...validators.map(({ text }) => text)].map((text) => say(text, locale))
    return texts.some(Boolean) ? [[name, texts]] : []
  })
  return { ours: Object.fromEntries(ours), own: Object.fromEntries(own) }
}

/** Only codes that this form can refuse with: every byte of the first view counts. */
const codesFor = ({ questions }: Form, kinds: ReadonlySet<string>): string[] => {
  const has = (...some: string[]) => some.some((kind) => kinds.has(kind))
  const asks = (of: (question: Form['questions'][number]) => unknown) => questions.some((question) => of(question))
  const checks = (...types: string[]) =>
    asks(({ validators = [] }) => validators.some(({ type }) => types.includes(type)))
  const when: [boolean, ...string[]][] = [
    [has('radiogroup', 'dropdown', 'boolean', 'rating'), 'choose_one'],
    [has('checkbox'), 'choose_some'],
    [has('text', 'comment'), 'write', 'strange_characters', 'too_long'],
    [has('ranking'), 'rank_all', 'chosen_twice'],
    [has('matrix'), 'choose_in_rows', 'choose_in_row'],
    [asks(({ other }) => other !== undefined), 'write_other', 'too_long', 'strange_characters'],
    [asks(({ input }) => input === 'number') || checks('numeric'), 'not_a_number', 'too_small', 'too_big'],
    [asks(({ input }) => input === 'date'), 'not_a_day', 'too_early', 'too_late'],
    [asks(({ input }) => input === 'email') || checks('email'), 'not_an_email'],
    [asks(({ minPicked, maxPicked }) => minPicked ?? maxPicked) || checks('answercount'), 'too_few', 'too_many'],
    [checks('text'), 'too_short', 'too_long'],
    [checks('regex', 'expression'), 'not_as_asked'],
    [true, 'unknown_choice'],
  ]
  return [...new Set(when.flatMap(([is, ...codes]) => (is ? codes : [])))]
}
