import { courseOf } from '../../domain/survey/course.ts'
import type { Answers, Form, Question, Value } from '../../domain/survey/form.ts'

/** Numbers from 0 to 1 that are the same at every start, so that the demo is (mulberry32). */
export const sequence = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
type Next = ReturnType<typeof sequence>

/** One of the first ones more often than one of the last; `mood` from 0 to 1 says how much more often. */
const leaning = <T>(values: readonly T[], mood: number, next: Next): T => {
  const weights = values.map((_, place) => (1 - mood * 0.55) ** place)
  let left = next() * weights.reduce((sum, one) => sum + one, 0)
  const place = weights.findIndex((weight) => (left -= weight) < 0)
  return values[Math.max(place, 0)]!
}

/** Who somebody is leans nowhere: any community, age or sex as likely as another. */
const evenly = <T>(values: readonly T[], next: Next): T => values[Math.floor(next() * values.length)]!

export type Sayings = Readonly<Record<string, readonly string[]>>

const answerTo = (question: Question, mood: number, sayings: Sayings, next: Next): Value | null => {
  const choices = question.choices ?? []
  const said = sayings[question.name] ?? []
  switch (question.kind) {
    case 'text':
    case 'comment':
      return said.length > 0 && next() < 0.3 ? evenly(said, next) : null
    case 'boolean':
      return next() < 0.4 + mood / 2
    case 'matrix':
      return Object.fromEntries((question.rows ?? []).map((row) => [row, leaning(choices, mood, next) as Value]))
    case 'checkbox': {
      const picked = choices.filter((one) => one !== question.none && one !== question.other && next() < 0.4)
      const most = picked.slice(0, question.maxPicked ?? picked.length)
      return most.length > 0 ? most : [choices[0]!]
    }
    case 'ranking':
      return choices.toSorted(() => next() - 0.5)
    case 'rating':
      return leaning(choices.toReversed(), mood, next)
    default:
      return leaning(
        choices.filter((one) => one !== question.other),
        mood,
        next,
      )
  }
}

/** A whole response nobody gave, as somebody with this mood (0 to 1) might; `fixed` are answers given beforehand. */
export const madeUpAnswers = (form: Form, mood: number, fixed: Answers, sayings: Sayings, next: Next): Answers => {
  const answers: Record<string, Value> = {}
  for (const question of form.questions) {
    if (!courseOf(form, answers).shown.has(question.name)) continue
    const value = fixed[question.name] ?? answerTo(question, mood, sayings, next)
    if (value !== null) answers[question.name] = value
  }
  return courseOf(form, answers).answers
}
