import type { Form, FormLogic, QuestionLogic, Validator } from './form.ts'

const WORDS = new Set([
  ...['title', 'description', 'panels', 'choiceTexts', 'otherText', 'otherPlaceholder', 'noneText', 'rowTexts'],
  ...['placeholder', 'requiredText', 'minRateText', 'maxRateText', 'trueText', 'falseText'],
])

const withoutText = ({ text: _, ...validator }: Validator): Validator => validator as Validator

/** Choices that stand in the markup of a form as they are: texts, each the value of a control. */
const standThere = ({ kind, choices }: QuestionLogic): boolean =>
  kind !== 'ranking' && !!choices && choices.every((choice) => typeof choice === 'string')

/** What decides in a form, for a phone that has its pages and words before it already. */
export type PhoneLogic = Pick<FormLogic, 'questions'>

/** A form without its words and without choices that the phone can read where it has the words (scripts/survey/). */
export const logicOf = ({ questions }: Form): PhoneLogic => ({
  questions: questions.map((question) => {
    const left = Object.entries(question).filter(
      ([key]) => !WORDS.has(key) && !(key === 'choices' && standThere(question)),
    )
    const logic = Object.fromEntries(left) as QuestionLogic
    return logic.validators ? { ...logic, validators: logic.validators.map(withoutText) } : logic
  }),
})
