import type { Env } from '../http/app-types.ts'
import * as rows from './delivery-rows.ts'
import { layOutMessages } from './lay-out-messages.ts'
import { sendDelivery } from './send-delivery.ts'

export const DELIVERY = { atOnce: 20, maxAttempts: 10, firstWaitMs: 60_000, longestWaitMs: 6 * 3_600_000 }

/** The wait after the nth attempt: a minute, doubling, six hours at most; some of it by chance, so that none march in step. */
export const waitAfter = (attempt: number, chance: number): number => {
  const wait = Math.min(DELIVERY.firstWaitMs * 2 ** (attempt - 1), DELIVERY.longestWaitMs)
  return Math.round(wait * (0.9 + 0.2 * chance))
}

/**
 * Tries one delivery, if nobody else is at it; answers what went wrong, or null. A receiver may see the same message
 * twice (a sender that died before it could say so), and has to take it once.
 */
export const deliver = async (env: Env, delivery: rows.DeliveryRow, now: number): Promise<string | null> => {
  const until = now + waitAfter(delivery.attempts + 1, crypto.getRandomValues(new Uint8Array(1))[0]! / 255)
  if (!(await rows.claimDelivery(env.DB, delivery, until))) return null
  const { gone, error } = await sendDelivery(env, delivery, now)
  if (gone) await rows.recordGivenUp(env.DB, delivery.id, 'gone')
  else if (error === null) await rows.recordSent(env.DB, delivery.id, now)
  else await rows.recordNotDelivered(env.DB, delivery.id, error, DELIVERY.maxAttempts)
  return error
}

/** What one channel owes; a server that does not answer is not kept waiting for by the rest of its messages. */
const deliverOn = async (env: Env, channel: string, now: number): Promise<void> => {
  for (const delivery of await rows.listDue(env.DB, channel, now, DELIVERY.atOnce)) {
    const error = await deliver(env, delivery, now)
    if (error === 'timeout' || error === 'unreachable') return
  }
}

/**
 * Delivers what is due, at least once each: new messages are laid out for their channels, then every channel goes its own
 * way, so that one that fails keeps none of the others waiting.
 */
export async function deliverMessages(env: Env, now: number): Promise<void> {
  await layOutMessages(env, now)
  const channels = await rows.listChannelsDue(env.DB, now)
  const ends = await Promise.allSettled(channels.map((channel) => deliverOn(env, channel, now)))
  const broken = ends.find((end) => end.status === 'rejected')
  if (broken) throw broken.reason
}
