import type { Meaning } from '../survey/meaning.ts'
import { classesOf, measuresOn } from './classes.ts'
import type { Line, Place, QuestionFigures } from './question-figures.ts'
import { FEWEST, hideFewOf } from './suppress.ts'

const unsaid = { count: null, share: null, interval: null, weighted: null }

/** The choices of a line that stay unsaid. */
export const hiddenIn = (line: Line, meaning: Meaning): ReadonlySet<string> => {
  if (!line.many) return classesOf(line, measuresOn(meaning, line.name)).hidden
  // Each choice of several is a question of its own: who chose it and who did not.
  const few = line.choices.filter(({ count }) => hideFewOf([count!, line.n! - count!]).some(Boolean))
  return new Set(few.map(({ value }) => value))
}

/** A line as anyone may see it: what fewer than five stand behind is unsaid, and what would give it away. */
export const hideLine = (line: Line, meaning: Meaning): Line => {
  if ((line.n ?? 0) < FEWEST) {
    // That nobody was asked or answered tells nothing of anyone.
    return {
      ...line,
      n: line.n === 0 ? 0 : null,
      choices: line.choices.map((one) => ({ ...one, ...unsaid })),
      mean: null,
    }
  }
  const hidden = hiddenIn(line, meaning)
  return {
    ...line,
    choices: line.choices.map((one) => (hidden.has(one.value) ? { ...one, ...unsaid } : one)),
    // A mean together with the rest would give away what is unsaid.
    mean: hidden.size === 0 ? line.mean : null,
  }
}

const hidePlaces = (places: Place[], isOpen: boolean): Place[] =>
  places.map((place) => (isOpen && (place.n ?? 0) >= FEWEST ? place : { ...place, n: null, mean: null }))

/** A question as anyone may see it. */
export const hideQuestion = (question: QuestionFigures, meaning: Meaning): QuestionFigures => {
  const lines = question.lines.map((line) => hideLine(line, meaning))
  const isOpen = lines.every(({ n, choices }) => n !== null && choices.every(({ count }) => count !== null))
  const few = (question.n ?? 0) < FEWEST
  return {
    ...question,
    n: few && question.n !== 0 ? null : question.n,
    lines,
    places: hidePlaces(question.places, isOpen),
    number: few ? null : question.number,
  }
}
