import { done, refused, type Outcome } from '../domain/outcome.ts'
import { isCaseNumber } from '../domain/case-number.ts'
import { DAY, HOUR, shanghaiDay } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { limitKey, limits, withinLimit } from '../http/limits.ts'
import { listNearby, recordMeToo } from './board-rows.ts'
import { showsLandmark } from './public-view.ts'

/** A problem somebody reported within three days may be the one the next resident stands before. */
const RECENT = 3 * DAY

/**
 * Open problems of this category and community from the last three days, for "is it one of these?". Number, state and day
 * only: nothing unpublished is told but that it exists; the landmark stands there once a moderator has published it.
 */
export const findNearby = async (env: Env, category: string, community: string, now: number) =>
  (await listNearby(env, category, community, now - RECENT, now)).map((row) => ({
    number: row.number,
    status: row.status,
    kind: row.category,
    landmark: row.published_at !== null && showsLandmark(row.category) ? row.landmark : null,
    receivedOn: shanghaiDay(row.received_at),
    meToo: row.me_too_count,
  }))

/** "I meet this too": counts once a day for each client. `tip_off.not_public` unless the case is open and recent or public. */
export const meToo = async (env: Env, number: string, address: string, now: number): Promise<Outcome<number>> => {
  if (!isCaseNumber(number)) return refused('tip_off.not_public')
  const limit = await withinLimit(env, limits.meToo, address, now)
  if (!limit.ok) return limit
  const key = await limitKey(env, 'me-too-' + number, address, now)
  // Kept to the hour, and so a whole day: forgotten no earlier than the day in China ends.
  const count = await recordMeToo(env, number, { key, now: Math.floor(now / HOUR) * HOUR }, now - RECENT)
  return count === null ? refused('tip_off.not_public') : done(count)
}
