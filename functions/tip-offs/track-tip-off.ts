import { done, refused, type Outcome } from '../domain/outcome.ts'
import { readReceipt } from '../domain/receipt.ts'
import type { Env } from '../http/app-types.ts'
import { countStatement, judge, limits } from '../http/limits.ts'
import { receiptHash } from './receipt-hash.ts'
import { reporterView, type ReporterView } from './reporter-view.ts'
import { findTracked, type Tracked } from './track-rows.ts'

/**
 * The case a typed receipt code opens. `tip_off.unknown_receipt` whatever is wrong with the code; `request.too_many`
 * after ten wrong ones a minute from one address, a hundred from all. Only wrong codes count and a right one always
 * opens: nobody guesses 120 bits, but somebody could lock out everyone else behind a carrier's address.
 */
export const openByReceipt = async (
  env: Env,
  typed: string,
  address: string,
  now: number,
): Promise<Outcome<Tracked>> => {
  const receipt = readReceipt(typed)
  // What cannot be a code is looked up all the same, so that it takes as long.
  const tracked = await findTracked(env, await receiptHash(env.PORTAL_SECRET, receipt ?? ''))
  if (tracked) return done(tracked)
  if (env.LIMITS === 'off') return refused('tip_off.unknown_receipt')
  const [mine, all] = await env.DB.batch<{ count: number }>([
    await countStatement(env, limits.wrongReceipt, address, now),
    await countStatement(env, limits.wrongReceiptByAll, '', now),
  ])
  const judged = [
    judge(limits.wrongReceipt, mine?.results[0]?.count ?? 1, now),
    judge(limits.wrongReceiptByAll, all?.results[0]?.count ?? 1, now),
  ]
  return (judged.find((one) => !one.ok) as Outcome<never> | undefined) ?? refused('tip_off.unknown_receipt')
}

/** What the reporter sees of their case. Refusals are those of `openByReceipt`. */
export const trackTipOff = async (
  env: Env,
  typed: string,
  address: string,
  now: number,
): Promise<Outcome<ReporterView>> => {
  const opened = await openByReceipt(env, typed, address, now)
  return opened.ok ? done(await reporterView(env, opened.value, now)) : opened
}
