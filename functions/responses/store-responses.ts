import { violatesNotNull, violatesUnique } from '../db/violation.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env, Statement } from '../http/app-types.ts'
import type { Survey } from '../surveys/find-survey.ts'
import type { NewResponse } from './new-response.ts'
import { findKnown, freezeEdition, insertResponses, whileAnswered } from './rows.ts'
import { rowsOf, sameText, type Hashed } from './rows-of.ts'
import { answersHashOf, bodyHashOf, inKeyOrder, keyHashOf } from './submission.ts'

/** What became of a response: stored now, stored before under the same key, or its key belongs to other answers. */
export type Stored = { key: string | null; stored: 'now' | 'before' | 'other_body' }

export type Storing = {
  /** Only while the survey is open and this edition is the one that is answered; else only while the edition is unchanged. */
  whileOpen?: boolean
  /** Statements that stand or fall with the responses (an audit row); the first of the batch. */
  alongside?: Statement[]
}

const TRIES = 5

const bodyOf = ({ body, mode, window, answers }: NewResponse): string => body ?? inKeyOrder([mode, window, answers])

const hashedOf = (env: Env, survey: Survey, responses: NewResponse[]): Promise<Hashed[]> =>
  Promise.all(
    responses.map(async (response) => ({
      response,
      keyHash: response.key === null ? null : await keyHashOf(env, survey.id, response.key),
      bodyHash: await bodyHashOf(env, survey.id, bodyOf(response)),
      answersHash: await answersHashOf(env, survey.id, sameText(survey.edition!, response)),
    })),
  )

/** Which are new, and what became of each: a key that was stored before, or comes twice in one call, is not new. */
const sort = (hashed: Hashed[], known: ReadonlyMap<string, string>): { fresh: Hashed[]; stored: Stored[] } => {
  const bodies = new Map(known)
  const fresh: Hashed[] = []
  const stored = hashed.map((one): Stored => {
    const { key } = one.response
    const before = one.keyHash === null ? undefined : bodies.get(one.keyHash)
    if (before !== undefined) return { key, stored: before === one.bodyHash ? 'before' : 'other_body' }
    if (one.keyHash !== null) bodies.set(one.keyHash, one.bodyHash)
    fresh.push(one)
    return { key, stored: 'now' }
  })
  return { fresh, stored }
}

/**
 * Stores responses to `survey.edition`: rows, texts, submission keys and tallies in one batch, or none of them. Each key
 * is stored once, however often and however parallel it comes; answers in the order given. Fifty of the longest
 * fit into a call, for a value of D1 holds 2 MB. `survey.changed_meanwhile` when the edition is no longer what it was read as (or, `whileOpen`,
 * the survey no longer takes answers to it). Nothing is written, `alongside` neither, when every key was stored before.
 */
export const storeResponses = async (
  env: Env,
  survey: Survey,
  responses: NewResponse[],
  { whileOpen = false, alongside = [] }: Storing = {},
): Promise<Outcome<Stored[]>> => {
  const { edition } = survey
  if (!edition) return refused('survey.changed_meanwhile')
  const hashed = await hashedOf(env, survey, responses)
  const keyHashes = hashed.flatMap(({ keyHash }) => keyHash ?? [])
  const answersHashes = hashed.map(({ answersHash }) => answersHash)
  for (let tries = 1; ; tries += 1) {
    const { bodies, alike } = await findKnown(env, survey.id, keyHashes, answersHashes)
    const { fresh, stored } = sort(hashed, bodies)
    if (fresh.length === 0) return done(stored)
    try {
      await env.DB.batch([
        ...alongside,
        freezeEdition(env.DB, edition.id, edition.version),
        ...(whileOpen ? [whileAnswered(env.DB, survey.id, edition.number)] : []),
        ...insertResponses(env.DB, survey.id, edition.id, rowsOf(edition, fresh, alike)),
      ])
      return done(stored)
    } catch (error) {
      if (violatesNotNull(error, 'survey_editions.frozen')) return refused('survey.changed_meanwhile')
      if (violatesNotNull(error, 'surveys.state')) return refused('survey.changed_meanwhile')
      // Somebody stored one of these keys between our reading and our writing: read again, store the rest.
      if (violatesUnique(error, 'survey_submissions.key_hash') && tries < TRIES) continue
      throw error
    }
  }
}

/** What became of a key that may have been stored before, or null when it was not. */
export const findStored = async (
  env: Env,
  surveyId: string,
  key: string,
  body: string,
): Promise<'before' | 'other_body' | null> => {
  const keyHash = await keyHashOf(env, surveyId, key)
  const { bodies } = await findKnown(env, surveyId, [keyHash], [])
  const before = bodies.get(keyHash)
  if (before === undefined) return null
  return before === (await bodyHashOf(env, surveyId, body)) ? 'before' : 'other_body'
}
