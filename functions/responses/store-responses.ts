import type { Answers } from '../domain/survey/form.ts'
import type { Mode } from '../domain/survey/meaning.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { Env, Statement } from '../http/app-types.ts'
import type { Survey } from '../surveys/find-survey.ts'

/** One respondent's answers, checked: only those that count (courseOf), nothing refused (refusalsOf). */
export type NewResponse = {
  /** The submission's key; null where it was acknowledged elsewhere (a one-time code). */
  key: string | null
  mode: Mode
  answers: Answers
  /** What the code sheet, the window or the interviewer's cell says; an answer to `meaning.community` goes before it. */
  community: string | null
  window: string | null
  interviewerId: string | null
  /** How long it took; only flags are made of it. */
  seconds: number | null
  /** This device answered before. */
  again: boolean
  overQuota: boolean
  /** The day, `2026-11-24`. */
  answeredOn: string
}

/** What became of a response: stored now, stored before under the same key, or its key belongs to other answers. */
export type Stored = { key: string | null; stored: 'now' | 'before' | 'other_body' }

export type Storing = {
  /** Only while the survey is open and this edition is the one that is answered; else only while the edition is unchanged. */
  whileOpen?: boolean
  /** Statements that stand or fall with the responses (an audit row); the first of the batch. */
  alongside?: Statement[]
}

/**
 * Stores responses to `survey.edition`: rows, texts, submission keys and tallies in one batch, or none of them. Each key
 * is stored once, however often and however parallel it comes; answers in the order given. At most 100 in a call.
 * `survey.changed_meanwhile` when the edition is no longer what it was read as (or the survey no longer open).
 */
export const storeResponses = async (
  _env: Env,
  _survey: Survey,
  _responses: NewResponse[],
  _storing: Storing = {},
): Promise<Outcome<Stored[]>> => {
  throw new Error('not written yet')
}
