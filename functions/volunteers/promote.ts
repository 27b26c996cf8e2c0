import { toTheMinute } from '../domain/shanghai-day.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { lapseOffers, listStirring, moveUp } from './promote-rows.ts'

/**
 * The statements that fill the free places of a shift from its waiting list, for the end of a batch that may have freed
 * some: strictly in order, parties whole, as offers with a time to answer, or confirmed at once when it is short.
 * They do nothing when no place is free, the shift has begun or is called off.
 */
export const promoteStatements = (env: Env, shiftId: string, now: number): Statement[] =>
  moveUp(env, shiftId, toTheMinute(now))

/** What the clock does: offers nobody answered lapse, and the places go to the next. May run twice or be cut short. */
export const promoteWaiting = async (env: Env, now: number): Promise<void> => {
  const at = toTheMinute(now)
  for (const shift of await listStirring(env, at)) {
    await env.DB.batch([...lapseOffers(env, shift, at), ...moveUp(env, shift, at)])
  }
}
