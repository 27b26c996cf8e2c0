import type { Answers, FormLogic, QuestionLogic, Value } from './form.ts'

/** The name of a question's field in a plain HTML form; a row of a matrix or an item of a ranking has its own. */
export const fieldOf = (question: string, part?: string | number): string =>
  part === undefined ? `a.${question}` : `a.${question}.${part}`

type ValuesOf = (field: string) => string[]

/** The choice that a field's text stands for; a text that is none stays as typed. */
const choiceIn = (choices: readonly Value[], text: string): Value => choices.find((one) => String(one) === text) ?? text

const numberOr = (text: string): Value => {
  const n = Number(text.normalize('NFKC').replace(/,/g, ''))
  return text === '' || !Number.isFinite(n) ? text : n
}

/** A ranking: from one field in order (script), or from a place beside each choice. */
const rankingIn = ({ name, choices = [] }: QuestionLogic, valuesOf: ValuesOf, inOrder: string[]): Value | undefined => {
  if (inOrder.length > 0) return inOrder.map((text) => choiceIn(choices, text))
  const placed = choices
    .map((choice) => ({ choice, place: valuesOf(fieldOf(name, String(choice)))[0]?.trim() ?? '' }))
    .filter(({ place }) => place !== '')
  if (placed.length === 0) return undefined
  const places = placed.map(({ place }) => Number(place.normalize('NFKC')))
  // Two choices in one place, or a place that is none, is no ranking: it is refused as incomplete.
  if (new Set(places).size < places.length || places.some((place) => !Number.isFinite(place)))
    return [placed[0]!.choice]
  return placed.map(({ choice }, at) => ({ choice, place: places[at]! })).sort((a, b) => a.place - b.place).map(({ choice }) => choice) // prettier-ignore
}

const answerIn = (question: QuestionLogic, valuesOf: ValuesOf): Value | undefined => {
  const { name, kind, choices = [], rows = [], other, none } = question
  const all = [...choices, ...[other, none].filter((one) => one !== undefined)]
  const texts = valuesOf(fieldOf(name)).map((text) => text.trim()).filter((text) => text !== '') // prettier-ignore
  if (kind === 'matrix') {
    const picked = rows.map((row) => [String(row), valuesOf(fieldOf(name, row))[0]?.trim() ?? ''] as const)
    const answered = picked.filter(([, text]) => text !== '')
    return answered.length === 0
      ? undefined
      : Object.fromEntries(answered.map(([row, text]) => [row, choiceIn(choices, text)]))
  }
  if (kind === 'ranking') return rankingIn(question, valuesOf, texts)
  if (kind === 'checkbox') return texts.length === 0 ? undefined : texts.map((text) => choiceIn(all, text))
  const [text] = texts
  if (text === undefined) return undefined
  if (kind === 'boolean') return choiceIn([true, false], text)
  if (kind === 'comment') return text.replace(/\r\n?/g, '\n').normalize('NFC')
  if (kind === 'text') return question.input === 'number' ? numberOr(text) : text.normalize('NFC')
  return choiceIn(all, text)
}

/**
 * The answers in a posted form, or in one on the phone: `valuesOf` gives a field's values. What is empty is no answer;
 * what is no choice stays as typed, for the refusal to name it.
 */
export const answersIn = ({ questions }: Pick<FormLogic, 'questions'>, valuesOf: ValuesOf): Answers =>
  Object.fromEntries(
    questions.flatMap((question): [string, Value][] => {
      const answer = answerIn(question, valuesOf)
      const key = `${question.name}-Comment`
      const comment = question.other === undefined ? '' : (valuesOf(fieldOf(key))[0]?.trim() ?? '')
      return [
        ...(answer === undefined ? [] : [[question.name, answer] as [string, Value]]),
        ...(comment === '' ? [] : [[key, comment.normalize('NFC')] as [string, Value]]),
      ]
    }),
  )
