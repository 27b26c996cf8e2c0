import type { Question, Text, Value } from '../../functions/domain/survey/form.ts'
import type { Words } from '../../functions/words.ts'

/** One choice as it stands in a form; `text` is undefined where the value itself is read. `role` tells two special ones. */
export type Choice = { value: string; text: Text | undefined; role?: 'other' | 'none' }

/** All choices of a question in the order people read them: its own, then 其他, then 以上都没有. */
export const choicesOf = (question: Question, t: Words): Choice[] => {
  const { choices = [], choiceTexts = [], other, none } = question
  if (question.kind === 'boolean')
    return [
      { value: 'true', text: question.trueText ?? t('survey.yes') },
      { value: 'false', text: question.falseText ?? t('survey.no') },
    ]
  return [
    ...choices
      .map((value, at): Choice => ({ value: String(value), text: choiceTexts[at] ?? String(value) }))
      .filter(({ value }) => value !== other && value !== none),
    ...(other === undefined
      ? []
      : [{ value: other, text: question.otherText ?? t('survey.other'), role: 'other' as const }]),
    ...(none === undefined
      ? []
      : [{ value: none, text: question.noneText ?? t('survey.none'), role: 'none' as const }]),
  ]
}

/** Whether a choice is among what was answered. */
export const isPicked = (answer: Value | undefined, value: string): boolean =>
  Array.isArray(answer) ? answer.map(String).includes(value) : answer !== undefined && String(answer) === value

/** What was typed or picked, as a field holds it. */
export const typedIn = (answer: Value | undefined): string =>
  answer === undefined || typeof answer === 'object' ? '' : String(answer)
