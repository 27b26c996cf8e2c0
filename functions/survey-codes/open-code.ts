import { done, refused, type Outcome } from '../domain/outcome.ts'
import { readCode } from '../domain/receipt.ts'
import type { Database, Env, Statement } from '../http/app-types.ts'
import { countStatement, judge, limits } from '../http/limits.ts'
import { CODE_LENGTH, codeHashOf } from './code.ts'
import { findCodeRow, recordUse } from './rows.ts'

/** A code that is one of the survey's; `usedBy` is the hash of the submission that used it, null while it is unused. */
export type OpenedCode = { codeHash: string; community: string; usedBy: string | null }

/** The survey's code that was typed, or null: unknown, another survey's, or unused on a sheet that was voided. */
export const findCode = async (env: Env, surveyId: string, typed: string): Promise<OpenedCode | null> => {
  // What cannot be a code is looked up all the same, so that it takes as long.
  const codeHash = await codeHashOf(env.PORTAL_SECRET, surveyId, readCode(typed, CODE_LENGTH) ?? '')
  const row = await findCodeRow(env, surveyId, codeHash)
  if (!row || (row.used === 0 && row.voided_at !== null)) return null
  return { codeHash, community: row.community, usedBy: row.used === 0 ? null : (row.key_hash ?? '') }
}

/**
 * The code that was typed. `survey.unknown_code` whatever is wrong with it; `request.too_many` after ten wrong ones a
 * minute from one address, three hundred from all. A right code always opens (docs/decisions/0008).
 */
export const openCode = async (
  env: Env,
  surveyId: string,
  typed: string,
  address: string,
  now: number,
): Promise<Outcome<OpenedCode>> => {
  const code = await findCode(env, surveyId, typed)
  if (code) return done(code)
  if (env.LIMITS === 'off') return refused('survey.unknown_code', 'code')
  const [mine, all] = await env.DB.batch<{ count: number }>([
    await countStatement(env, limits.wrongSurveyCode, address, now),
    await countStatement(env, limits.wrongSurveyCodeByAll, '', now),
  ])
  const judged = [
    judge(limits.wrongSurveyCode, mine?.results[0]?.count ?? 1, now),
    judge(limits.wrongSurveyCodeByAll, all?.results[0]?.count ?? 1, now),
  ]
  return (judged.find((one) => !one.ok) as Outcome<never> | undefined) ?? refused('survey.unknown_code', 'code')
}

/** The statements that use a code up, for the batch of the act it opens. They depend on nothing that was answered. */
export const useCode = (db: Database, { codeHash }: OpenedCode, keyHash: string): Statement[] =>
  recordUse(db, codeHash, keyHash)
