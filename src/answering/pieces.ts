import type { Answers, Form, Text } from '../../functions/domain/survey/form.ts'
import { say } from '../../functions/domain/survey/say.ts'

/** A stretch of a sentence; `of` names the question whose answer it repeats. */
export type Piece = { text: string; of?: string }

const REPEATED = /\{([^{}]+)\}/

/**
 * A sentence in its pieces, so that the phone can fill in again what it repeats of other answers (`{question}`) when
 * they change.
 */
export const piecesOf = (text: Text | undefined, locale: string, form: Form, answers: Answers): Piece[] =>
  say(text, locale)
    .split(REPEATED)
    .map((part, at): Piece =>
      at % 2 ? { text: say(`{${part}}`, locale, form, answers), of: part.trim() } : { text: part },
    )
    .filter(({ text: words, of }) => words !== '' || of !== undefined)
