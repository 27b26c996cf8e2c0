import { done, refused, type Outcome } from '../domain/outcome.ts'
import { readReceipt } from '../domain/receipt.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { countStatement, judge, limits } from '../http/limits.ts'
import { findTracked, type TrackedAppeal } from './appeal-rows.ts'
import { appealCodeHash } from './file-appeal.ts'

/** What whoever appealed reads of it; who answered is not in it. */
const trackedView = (row: TrackedAppeal) => ({
  number: row.number,
  claim: row.claim,
  text: row.text,
  state: row.state,
  filedOn: shanghaiDay(row.filed_at),
  answerBy: row.due_at,
  answer: row.answer,
  answeredOn: row.answered_at === null ? null : shanghaiDay(row.answered_at),
})
export type TrackedAppealView = ReturnType<typeof trackedView>

/**
 * The appeal a typed code opens. `appeal.unknown_receipt` whatever is wrong with the code; `request.too_many` after ten
 * wrong ones a minute from one address, a hundred from all: only wrong codes count.
 */
export const trackAppeal = async (
  env: Env,
  typed: string,
  address: string,
  now: number,
): Promise<Outcome<TrackedAppealView>> => {
  // What cannot be a code is looked up all the same, so that it takes as long.
  const found = await findTracked(env.DB, await appealCodeHash(env.PORTAL_SECRET, readReceipt(typed) ?? ''))
  if (found) return done(trackedView(found))
  if (env.LIMITS === 'off') return refused('appeal.unknown_receipt')
  const [mine, all] = await env.DB.batch<{ count: number }>([
    await countStatement(env, limits.wrongReceipt, address, now),
    await countStatement(env, limits.wrongReceiptByAll, '', now),
  ])
  const judged = [
    judge(limits.wrongReceipt, mine?.results[0]?.count ?? 1, now),
    judge(limits.wrongReceiptByAll, all?.results[0]?.count ?? 1, now),
  ]
  return (judged.find((one) => !one.ok) as Outcome<never> | undefined) ?? refused('appeal.unknown_receipt')
}
