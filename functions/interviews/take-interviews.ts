import { OLDEST, type SyncInput } from '../domain/interview-input.ts'
import { done, refused, type Issue, type Outcome } from '../domain/outcome.ts'
import { DAY } from '../domain/shanghai-day.ts'
import { quotaOf, type QuotaProgress } from '../domain/survey/quota.ts'
import type { Env } from '../http/app-types.ts'
import { findStored, storeResponses } from '../responses/store-responses.ts'
import { findSurveyById, type Edition } from '../surveys/find-survey.ts'
import { closingOf, editionsOf } from '../surveys/known-editions.ts'
import { judgeInterview, type Judged } from './judge-interview.ts'
import type { Interviewer } from './open-interviewer.ts'
import { readProgress } from './read-progress.ts'
import { recordDeclined } from './rows.ts'

/** What became of one interview; who refused it is told why, and the phone keeps it. */
export type InterviewResult = { key: string | null } & (
  { state: 'stored' | 'already' } | { state: 'refused'; issues: Issue[] }
)
export type SyncedInterviews = {
  results: InterviewResult[]
  quotas: QuotaProgress[]
  /** The edition that is answered now; null when none is. */
  edition: number | null
  serverNow: number
}

const keyIn = (sent: unknown): string | null => {
  const key = (sent as { key?: unknown } | null)?.key
  return typeof key === 'string' ? key.slice(0, 64) : null
}
const numberIn = (sent: unknown): number => {
  const edition = (sent as { edition?: unknown } | null)?.edition
  return Number.isSafeInteger(edition) ? (edition as number) : 0
}

/** How many of each quota are done, these responses included, and which of them came when theirs was full. */
const overOf = (judged: Judged[], quotas: QuotaProgress[]): Judged[] => {
  const done = new Map(quotas.map((quota) => [quota.cell, quota.done]))
  return judged.filter(({ cell }) => {
    const quota = quotaOf(quotas, cell)
    if (!quota) return false
    const before = done.get(quota.cell) ?? 0
    done.set(quota.cell, before + 1)
    return before >= quota.target
  })
}

/** Marks what comes when its quota is full: it is kept all the same, but told apart. */
const markOverQuota = async (env: Env, survey: string, judged: Judged[]): Promise<void> => {
  const quotas = await readProgress(env, survey)
  if (overOf(judged, quotas).length === 0) return
  // What is sent again is done already, and must not fill a quota twice.
  const known = await Promise.all(judged.map(({ response: { key, body } }) => findStored(env, survey, key, body)))
  for (const one of overOf(
    judged.filter((_, place) => known[place] === null),
    quotas,
  ))
    one.response.overQuota = true
}

const byEdition = (judged: Judged[]): [Edition, Judged[]][] => {
  const groups = new Map<Edition, Judged[]>()
  for (const one of judged) groups.set(one.edition, [...(groups.get(one.edition) ?? []), one])
  return [...groups]
}

/**
 * Takes what an interviewer's phone kept, perhaps offline and for a day: each interview is judged by itself and stored
 * once under its key, however often it comes. It belongs to the edition it answered, also when that is no longer the
 * live one. After the survey's end, interviews finished before it are taken for 48 hours.
 * Refuses the whole call only with `survey.not_found` and `survey.changed_meanwhile`; it can then be sent again.
 */
export async function takeInterviews(
  env: Env,
  who: Interviewer,
  input: SyncInput,
  now: number,
): Promise<Outcome<SyncedInterviews>> {
  const survey = await findSurveyById(env, who.survey)
  if (!survey) return refused('survey.not_found')
  const editions = await editionsOf(env, survey, input.responses.map(numberIn))
  const closing = await closingOf(env, survey)
  const by = { survey, editions, closing, interviewerId: who.id, sentAt: input.sentAt, now }
  const outcomes = input.responses.map((sent) => ({ key: keyIn(sent), judged: judgeInterview(by, sent) }))
  const ready = outcomes.flatMap(({ judged }) => (judged.ok ? [judged.value] : []))
  if (ready.length > 0) await markOverQuota(env, survey.id, ready)
  const became = new Map<Judged, InterviewResult>()
  for (const [edition, group] of byEdition(ready)) {
    const stored = await storeResponses(
      env,
      { ...survey, edition },
      group.map(({ response }) => response),
    )
    if (!stored.ok) return stored
    group.forEach((one, place) => became.set(one, resultOf(one.response.key, stored.value[place]!.stored)))
  }
  const results = outcomes.map(({ key, judged }): InterviewResult =>
    judged.ok ? became.get(judged.value)! : { key, state: 'refused', issues: judged.issues },
  )
  const declined = input.declined.filter(({ day }) => Math.abs(Date.parse(day) - now) < OLDEST + 2 * DAY)
  if (declined.length > 0) await recordDeclined(env, survey.id, who.id, declined)
  const quotas = await readProgress(env, survey.id)
  return done({ results, quotas, edition: survey.edition?.number ?? null, serverNow: now })
}

const resultOf = (key: string, how: 'now' | 'before' | 'other_body'): InterviewResult =>
  how === 'other_body'
    ? { key, state: 'refused', issues: [{ code: 'submission.other_body' }] }
    : { key, state: how === 'now' ? 'stored' : 'already' }
