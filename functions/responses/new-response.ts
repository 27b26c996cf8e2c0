import type { Answers } from '../domain/survey/form.ts'
import type { Mode } from '../domain/survey/meaning.ts'

/** One respondent's answers, checked by `takeAnswers`: only those that count, nothing refused. */
export type NewResponse = {
  /** The submission's key; null where it was acknowledged elsewhere (a one-time code). */
  key: string | null
  /** What two submissions under one key must agree in, as a text; mode, window and answers where it is absent. */
  body?: string
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
