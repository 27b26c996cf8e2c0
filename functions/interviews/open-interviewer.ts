import { done, refused, type Outcome } from '../domain/outcome.ts'
import { readReceipt } from '../domain/receipt.ts'
import type { Env } from '../http/app-types.ts'
import { countStatement, judge, limits } from '../http/limits.ts'
import { interviewerCodeHash } from './interviewer-code.ts'
import { findInterviewerByCode } from './rows.ts'

/** The interviewer whose code was typed, and the survey they interview for. */
export type Interviewer = { id: string; name: string; survey: string }

/**
 * Who interviews with this code. `interviewer.unknown_code` whatever is wrong with it, that of an interviewer who ended
 * or a replaced one included; `request.too_many` after ten wrong ones a minute from one address, a hundred from all. A
 * right code always opens: nobody guesses 120 bits.
 */
export async function openInterviewer(
  env: Env,
  code: string,
  address: string,
  now: number,
): Promise<Outcome<Interviewer>> {
  // What cannot be a code is looked up all the same, so that it takes as long.
  const row = await findInterviewerByCode(env, await interviewerCodeHash(env.PORTAL_SECRET, readReceipt(code) ?? ''))
  if (row) return done({ id: row.id, name: row.name, survey: row.survey_id })
  if (env.LIMITS === 'off') return refused('interviewer.unknown_code', 'code')
  const [mine, all] = await env.DB.batch<{ count: number }>([
    await countStatement(env, limits.wrongInterviewerCode, address, now),
    await countStatement(env, limits.wrongInterviewerCodeByAll, '', now),
  ])
  const judged = [
    judge(limits.wrongInterviewerCode, mine?.results[0]?.count ?? 1, now),
    judge(limits.wrongInterviewerCodeByAll, all?.results[0]?.count ?? 1, now),
  ]
  return (judged.find((one) => !one.ok) as Outcome<never> | undefined) ?? refused('interviewer.unknown_code', 'code')
}
