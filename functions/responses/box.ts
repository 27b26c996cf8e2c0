import type { Answers } from '../domain/survey/form.ts'
import type { Below } from '../domain/survey/box.ts'
import { ANSWERS_BYTES } from '../domain/survey/take-answers.ts'
import type { Env } from '../http/app-types.ts'
import { seal, unseal } from '../staff/keys.ts'

/** What waits sealed: the answers, and what flags are made of. */
export type Boxed = { answers: Answers; seconds: number | null; again: boolean }
/** Where it waits; the seal holds for this place only. */
export type BoxPlace = { id: string; surveyId: string; edition: number; community: string }

// Everything in the box is of one length, so that none can be known by its size.
const LENGTH = ANSWERS_BYTES + 256

const boundTo = ({ id, surveyId, edition, community }: BoxPlace): string =>
  JSON.stringify([id, surveyId, edition, community])

/** Seals answers for their place in the box: always the same number of characters. Throws on more than 16 KB. */
export const sealAnswers = async (env: Env, place: BoxPlace, boxed: Boxed): Promise<string> => {
  const text = JSON.stringify(boxed)
  const spare = LENGTH - new TextEncoder().encode(text).length
  if (spare < 0) throw new Error('answers are longer than a place in the box')
  return seal(env, 'survey-box', text + ' '.repeat(spare), boundTo(place))
}

/** What was sealed for this place, or null when it was changed, moved, or sealed under another secret. */
export const unsealAnswers = async (env: Env, place: BoxPlace, sealed: string): Promise<Boxed | null> => {
  const text = await unseal(env, 'survey-box', sealed, boundTo(place))
  return text === null ? null : (JSON.parse(text) as Boxed)
}

/** A random whole number below `n` from the system's source; none is likelier than another. */
export const randomBelow: Below = (n) => {
  const fair = Math.floor(2 ** 32 / n) * n
  for (;;) {
    const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
    if (random < fair) return random % n
  }
}
