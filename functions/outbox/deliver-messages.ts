import type { Env } from '../http/app-types.ts'
import * as rows from './rows.ts'
import { type Channel, channelOf, send } from './webhook.ts'

export const DELIVERY = { atOnce: 20, maxAttempts: 10, firstWaitMs: 60_000, longestWaitMs: 6 * 3_600_000 }

/** The wait after the nth attempt: a minute, doubling, six hours at most; some of it by chance, so that none march in step. */
export const waitAfter = (attempt: number, chance: number): number => {
  const wait = Math.min(DELIVERY.firstWaitMs * 2 ** (attempt - 1), DELIVERY.longestWaitMs)
  return Math.round(wait * (0.9 + 0.2 * chance))
}

/** Tries one message, if nobody else is at it. A receiver may see the same id twice, and has to take it once. */
export const deliver = async (env: Env, channel: Channel, message: rows.MessageRow, now: number): Promise<void> => {
  const until = now + waitAfter(message.attempts + 1, crypto.getRandomValues(new Uint8Array(1))[0]! / 255)
  if (!(await rows.claimMessage(env.DB, message, until))) return
  const error = await send(channel, message, now)
  if (error === null) await rows.recordSent(env.DB, message.id, now)
  else await rows.recordNotDelivered(env.DB, message.id, error, DELIVERY.maxAttempts)
}

/** Delivers what is due, at least once each. Without a channel, messages are marked as not sent: the desk shows them. */
export async function deliverMessages(env: Env, now: number): Promise<void> {
  const channel = channelOf(env)
  if (channel === null) {
    await rows.recordNotSent(env.DB, now)
    return
  }
  for (const message of await rows.listDue(env.DB, now, DELIVERY.atOnce)) await deliver(env, channel, message, now)
}
