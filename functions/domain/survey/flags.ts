import type { Answers, FormLogic, QuestionLogic, Value } from './form.ts'
import type { Flag } from './meaning.ts'

/**
 * Below this many seconds for each question shown, nobody has read them: two seconds are ten characters at the 300
 * a minute that adults read Chinese, and the shortest of our questions has more.
 */
export const SECONDS_A_QUESTION = 2
/** So many answers from one list of choices, all alike, are worth a look. */
export const ALIKE = 5
/** With fewer answers than this two respondents are often equal by chance. */
export const SAME_FROM = 8

/** The answers of each list of choices: ratings, rows of matrices, and single choices that offer the same. */
const answersByList = (form: FormLogic, answers: Answers): string[][] => {
  const lists = new Map<string, string[]>()
  const put = ({ choices = [] }: QuestionLogic, value: Value | undefined) => {
    if (value === undefined || value === '') return
    const list = JSON.stringify(choices)
    lists.set(list, [...(lists.get(list) ?? []), String(value)])
  }
  for (const question of form.questions) {
    const value = Object.hasOwn(answers, question.name) ? answers[question.name] : undefined
    if (question.kind === 'rating' || question.kind === 'radiogroup') put(question, value)
    if (question.kind === 'matrix') for (const column of Object.values(value ?? {}) as Value[]) put(question, column)
  }
  return [...lists.values()]
}

const isStraight = (form: FormLogic, answers: Answers): boolean =>
  answersByList(form, answers).some((list) => list.length >= ALIKE && new Set(list).size === 1)

/** How many questions were answered. */
export const answeredIn = (form: FormLogic, answers: Answers): number =>
  form.questions.filter(({ name }) => Object.hasOwn(answers, name)).length

/** What makes two sets of answers the same, as a text: form order, rows in order, what was written included. */
export const answersText = (form: FormLogic, answers: Answers): string =>
  JSON.stringify(
    form.questions.flatMap(({ name, kind, rows = [] }) => {
      const value = Object.hasOwn(answers, name) ? answers[name] : undefined
      if (value === undefined) return []
      const inOrder =
        kind === 'matrix' ? rows.map((row) => (value as Record<string, Value>)[String(row)] ?? null) : value
      return [[name, inOrder, answers[`${name}-Comment`] ?? null]]
    }),
  )

/** What makes this response one to look at again; `shown` is how many questions the respondent saw. */
export const flagsOf = (
  form: FormLogic,
  answers: Answers,
  seen: { shown: number; seconds: number | null; double: boolean; again: boolean; overQuota: boolean },
): Flag[] => {
  const { shown, seconds, double, again, overQuota } = seen
  const flags: [Flag, boolean][] = [
    ['fast', seconds !== null && seconds < shown * SECONDS_A_QUESTION],
    ['straight', isStraight(form, answers)],
    ['double', double && answeredIn(form, answers) >= SAME_FROM],
    ['again', again],
    ['over_quota', overQuota],
  ]
  return flags.filter(([, raised]) => raised).map(([flag]) => flag)
}
