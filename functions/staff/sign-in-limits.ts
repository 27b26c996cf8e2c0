import type { Database, Env } from '../http/app-types.ts'
import { base64url, hmac } from './keys.ts'

/**
 * Failures before each further try has to wait: 1, 2, 4, 8, then 15 minutes, for an hour after the last one.
 * Few for one name from one address; more for an address, behind which a whole office may sit. A name is never
 * locked for everybody: its owner signs in from elsewhere while someone guesses (ASVS V6.1.1, G18).
 */
export const FREE_TRIES = { nameAndAddress: 5, address: 20 }

// A try is counted before the password is looked at: parallel guesses cannot overshoot. No row back: it has to wait.
const COUNT_TRY =
  'INSERT INTO limits (key, window_started_at, count) VALUES (?1, ?2, 1) ON CONFLICT (key) DO UPDATE SET count = CASE WHEN limits.window_started_at <= ?2 - 3600000 THEN 1 ELSE limits.count + 1 END, window_started_at = ?2 WHERE limits.count < ?3 OR limits.window_started_at + 60000 * min(15, 1 << min(limits.count - ?3, 4)) <= ?2 RETURNING count'
const FIND_TRIES = 'SELECT window_started_at, count FROM limits WHERE key = ?'
const FORGET_TRIES = 'DELETE FROM limits WHERE key = ?'
const UNCOUNT_TRY = 'UPDATE limits SET count = count - 1 WHERE key = ? AND count > 0'

const countTry = async (db: Database, key: string, free: number, now: number): Promise<number> => {
  const counted = await db.prepare(COUNT_TRY).bind(key, now, free).first()
  if (counted) return 0
  const tries = await db.prepare(FIND_TRIES).bind(key).first<{ window_started_at: number; count: number }>()
  if (!tries) return 1
  const wait = Math.min(15, 2 ** Math.min(tries.count - free, 4)) * 60_000
  return Math.max(1, Math.ceil((tries.window_started_at + wait - now) / 60_000))
}

export type Tries = { nameAndAddress: string; address: string }

/** Counts one try and answers the minutes to wait; 0: go ahead. Keys are HMACs salted by the day: no address is kept. */
export const countSignIn = async (
  env: Env,
  name: string,
  address: string,
  now: number,
): Promise<{ minutes: number; tries: Tries | null }> => {
  if (env.LIMITS === 'off') return { minutes: 0, tries: null }
  const keyOf = async (what: string) =>
    base64url(await hmac(env.PORTAL_SECRET, 'limits', Math.floor(now / 86_400_000) + ':sign-in:' + what))
  const tries = { nameAndAddress: await keyOf(name + '@' + address), address: await keyOf('@' + address) }
  const minutes =
    (await countTry(env.DB, tries.nameAndAddress, FREE_TRIES.nameAndAddress, now)) ||
    (await countTry(env.DB, tries.address, FREE_TRIES.address, now))
  return { minutes, tries }
}

/** The statements that take a try back once it has succeeded; for the sign-in's own batch. */
export const forgetTries = (db: Database, tries: Tries | null) =>
  tries ? [db.prepare(FORGET_TRIES).bind(tries.nameAndAddress), db.prepare(UNCOUNT_TRY).bind(tries.address)] : []
