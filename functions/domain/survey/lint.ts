import type { Finding } from './finding.ts'
import type { Form, Question, Text } from './form.ts'
import { lintConditions } from './lint-conditions.ts'
import { lintMeaning } from './lint-meaning.ts'
import type { Meaning, SurveyKind } from './meaning.ts'

const HAN = /\p{Script=Han}/u
const lacksEnglish = (text: Text): boolean =>
  typeof text === 'string'
    ? HAN.test(text)
    : text['en'] === undefined && Object.values(text).some((one) => HAN.test(one))

const wordsOf = (question: Question): Text[] => {
  const { title, description, panels = [], choiceTexts = [], rowTexts = [], validators = [] } = question
  const { otherText, otherPlaceholder, noneText, placeholder, requiredText } = question
  const { minRateText, maxRateText, trueText, falseText } = question
  return [
    ...[title, description, ...panels, ...choiceTexts, ...rowTexts, ...validators.map(({ text }) => text)],
    ...[
      otherText,
      otherPlaceholder,
      noneText,
      placeholder,
      requiredText,
      minRateText,
      maxRateText,
      trueText,
      falseText,
    ],
  ].filter((text) => text !== undefined)
}

const lintWords = ({ title, description, pages, questions }: Form): Finding[] => {
  const around = [title, description, ...pages.flatMap((page) => [page.title, page.description])]
  const found = questions.filter((question) => wordsOf(question).some(lacksEnglish))
  return [
    ...(around.some((text) => text !== undefined && lacksEnglish(text)) ? [{ code: 'lint.no_english_around', severity: 'hint' as const }] : []), // prettier-ignore
    ...found.map(({ name }) => ({ code: 'lint.no_english', question: name, severity: 'hint' as const })),
  ]
}

/** A question that nobody can answer as it is set. */
const isImpossible = ({
  choices = [],
  minPicked = 0,
  maxPicked = Infinity,
  min,
  max,
  other,
  none,
  validators = [],
}: Question) =>
  minPicked > Math.min(maxPicked, choices.length + (other ? 1 : 0) + (none ? 1 : 0)) ||
  (min !== undefined && max !== undefined && (typeof min === 'number' ? min > Number(max) : min > String(max))) ||
  validators.some((one) => 'min' in one && 'max' in one && one.min! > one.max!)

const AWAY = /不清楚|不了解|不知道|不好说|说不|不愿|不便|不方便|没用过|没去过|没有|以上|其他|都不|无/
const hasWayOut = ({ choices, choiceTexts = [], other, none }: Question): boolean =>
  choices === undefined ||
  other !== undefined ||
  none !== undefined ||
  choiceTexts.some((text) => AWAY.test(JSON.stringify(text)))

const lintAnswers = ({ questions }: Form, meaning: Meaning, quiz: boolean): Finding[] =>
  questions.flatMap((question): Finding[] => {
    const { name, kind, required, allRows, correct } = question
    const at = (code: string, severity: Finding['severity']): Finding => ({ code, question: name, severity })
    const isAsked = [meaning.community, meaning.age, meaning.sex].includes(name)
    const picks = ['radiogroup', 'dropdown', 'checkbox', 'matrix'].includes(kind)
    const trapped = !quiz && !isAsked && picks && (required || allRows) && !hasWayOut(question)
    return [
      ...(isImpossible(question) ? [at('lint.impossible', 'error')] : []),
      ...(trapped ? [at('lint.no_way_out', 'hint')] : []),
      ...(question.title === name ? [at('lint.no_title', 'hint')] : []),
      ...(quiz && correct === undefined && picks ? [at('lint.no_right_answer', 'hint')] : []),
      ...(quiz && correct !== undefined && !meaning.because?.[name] ? [at('lint.no_explanation', 'hint')] : []),
    ]
  })

/**
 * Looks a form over before it opens: questions nobody reaches, names and values that do not exist, missing English,
 * quiz questions without answer or explanation, a meaning that fits no question. `error` keeps a survey from opening.
 */
export const lintForm = (form: Form, meaning: Meaning, kind?: SurveyKind): Finding[] => {
  const quiz = kind === 'quiz' || (kind === undefined && form.questions.some(({ correct }) => correct !== undefined))
  return [
    ...lintConditions(form),
    ...lintMeaning(form, meaning),
    ...lintAnswers(form, meaning, quiz),
    ...lintWords(form),
  ]
}
