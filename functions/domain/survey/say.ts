import { own } from './evaluate.ts'
import type { Answers, Form, Question, Text, Value } from './form.ts'

/** What a boolean's two answers are called where the definition does not name them. */
const YES_NO: Record<string, readonly [string, string]> = { 'zh-CN': ['是', '否'], en: ['Yes', 'No'] }

const inLocale = (text: Text, locale: string): string => {
  if (typeof text === 'string') return text
  const [first] = Object.values(text)
  return text[locale] ?? text[locale.toLowerCase()] ?? text[locale.slice(0, 2)] ?? text['default'] ?? first ?? ''
}

/** The text of one choice (a column, of a matrix) as people read it; a value that is no choice is said as it is. */
export const sayChoice = (question: Question, value: Value, locale: string, answers: Answers = {}): string => {
  const { name, kind, choices = [], choiceTexts = [], other, otherText, none, noneText } = question
  const said = (text: Text | undefined) => inLocale(text ?? String(value), locale)
  if (kind === 'boolean' && typeof value === 'boolean') {
    const [yes, no] = YES_NO[locale] ?? YES_NO['zh-CN']!
    return inLocale((value ? question.trueText : question.falseText) ?? (value ? yes : no), locale)
  }
  if (value === none && none !== undefined) return said(noneText)
  if (value === other && other !== undefined) return String(answers[`${name}-Comment`] ?? said(otherText))
  return said(choiceTexts[choices.indexOf(value as string)])
}

/** An answer as people read it: the texts of what was chosen, not the values. */
export const sayAnswer = (question: Question, answers: Answers, locale: string, row?: string): string => {
  const answer = own(answers, question.name)
  const one = row === undefined ? answer : own(answer as object | undefined, row)
  if (one === undefined || (typeof one === 'object' && !Array.isArray(one))) return ''
  const spoken = (value: Value) => sayChoice(question, value, locale, answers)
  return Array.isArray(one) ? one.map(spoken).join(locale === 'en' ? ', ' : '、') : spoken(one)
}

/**
 * The text in a locale (`zh-CN`, `en`), with `{question}` and `{matrix.row}` filled in from the answers as people read
 * them. A name in braces that is no question stays as it is.
 */
export const say = (text: Text | undefined, locale: string, form?: Form, answers: Answers = {}): string => {
  if (text === undefined) return ''
  return inLocale(text, locale).replace(/\{([^{}]{1,120})\}/g, (whole, inner: string) => {
    const [name, ...rest] = inner.trim().split('.') as [string, ...string[]]
    const base = name.replace(/-Comment$/, '')
    const question = form?.questions.find((one) => one.name === name || (one.name === base && one.other))
    if (!question) return whole
    if (question.name !== name) return String(own(answers, name) ?? '')
    return sayAnswer(question, answers, locale, rest.length > 0 ? rest.join('.') : undefined)
  })
}
