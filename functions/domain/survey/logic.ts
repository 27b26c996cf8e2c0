import type { Form, FormLogic, QuestionLogic, Validator } from './form.ts'

const WORDS = new Set([
  ...['title', 'description', 'panels', 'choiceTexts', 'otherText', 'otherPlaceholder', 'noneText', 'rowTexts'],
  ...['placeholder', 'requiredText', 'minRateText', 'maxRateText', 'trueText', 'falseText'],
])

const withoutText = ({ text: _, ...validator }: Validator): Validator => validator as Validator

/** A form without its words: what decides, for a phone that has the words in its page already. */
export const logicOf = ({ pages, questions }: Form): FormLogic => ({
  pages: pages.map(({ name, visibleIf }) => ({ name, ...(visibleIf && { visibleIf }) })),
  questions: questions.map((question) => {
    const logic = Object.fromEntries(Object.entries(question).filter(([key]) => !WORDS.has(key))) as QuestionLogic
    return logic.validators ? { ...logic, validators: logic.validators.map(withoutText) } : logic
  }),
})
