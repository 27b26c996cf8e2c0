import { done, refused, type Outcome } from '../domain/outcome.ts'
import { readReceipt } from '../domain/receipt.ts'
import type { Env } from '../http/app-types.ts'
import { countStatement, judge, limits } from '../http/limits.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { orderCodeHash } from './order-code.ts'
import { residentView, type ResidentView } from './resident-view.ts'
import { findTrackedOrder, type TrackedOrder } from './track-rows.ts'

/**
 * The order a typed receipt code opens. `order.unknown_receipt` whatever is wrong with the code; `request.too_many`
 * after ten wrong ones a minute from one address, a hundred from all. Only wrong codes count and a right one always
 * opens: nobody guesses 120 bits, but somebody could lock out everyone else behind a carrier's address.
 */
export const openOrder = async (
  env: Env,
  typed: string,
  address: string,
  now: number,
): Promise<Outcome<TrackedOrder>> => {
  // What cannot be a code is looked up all the same, so that it takes as long.
  const tracked = await findTrackedOrder(env, await orderCodeHash(env.PORTAL_SECRET, readReceipt(typed) ?? ''))
  if (tracked) return done(tracked)
  if (env.LIMITS === 'off') return refused('order.unknown_receipt', 'receipt')
  const [mine, all] = await env.DB.batch<{ count: number }>([
    await countStatement(env, limits.wrongReceipt, address, now),
    await countStatement(env, limits.wrongReceiptByAll, '', now),
  ])
  const judged = [
    judge(limits.wrongReceipt, mine?.results[0]?.count ?? 1, now),
    judge(limits.wrongReceiptByAll, all?.results[0]?.count ?? 1, now),
  ]
  return (judged.find((one) => !one.ok) as Outcome<never> | undefined) ?? refused('order.unknown_receipt', 'receipt')
}

/** What the resident sees of their order. Refusals are those of `openOrder`. */
export const trackOrder = async (
  env: Env,
  typed: string,
  address: string,
  now: number,
): Promise<Outcome<ResidentView>> => {
  const opened = await openOrder(env, typed, address, now)
  return opened.ok ? done(residentView(opened.value, now, await readCalendar(env))) : opened
}
