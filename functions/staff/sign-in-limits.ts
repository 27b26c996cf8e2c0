import type { Database, Env, Statement } from '../http/app-types.ts'
import { base64url, hmac } from './keys.ts'

/**
 * Failures before each further try has to wait: 1, 2, 4, 8, then 15 minutes, for an hour after the last one. Few for one
 * name from one address; more for an address, behind which a whole office may sit; for one name, however many addresses
 * it is attacked from; and for one password, on however many names it is tried. Nobody is locked out where they always
 * work: a device that signed in before has its own count and none of these (ASVS V6.1.1, G18, decision 0023).
 */
export const FREE_TRIES = { nameAndAddress: 5, address: 20, name: 20, password: 20, knownDevice: 5 }

// A try is counted before the password is looked at: parallel guesses cannot overshoot. No row back: it has to wait.
const COUNT_TRY =
  'INSERT INTO limits (key, window_started_at, count) VALUES (?1, ?2, 1) ON CONFLICT (key) DO UPDATE SET count = CASE WHEN limits.window_started_at <= ?2 - 3600000 THEN 1 ELSE limits.count + 1 END, window_started_at = ?2 WHERE limits.count < ?3 OR limits.window_started_at + 60000 * min(15, 1 << min(limits.count - ?3, 4)) <= ?2 RETURNING count'
const FIND_TRIES = 'SELECT window_started_at, count FROM limits WHERE key = ?'
const FORGET_TRIES = 'DELETE FROM limits WHERE key = ?'
const FORGET_LAST = 'DELETE FROM limits WHERE key = ? AND count <= 1'
const UNCOUNT_TRY = 'UPDATE limits SET count = count - 1 WHERE key = ? AND count > 0'

const countTry = async (db: Database, key: string, free: number, now: number): Promise<number> => {
  const counted = await db.prepare(COUNT_TRY).bind(key, now, free).first()
  if (counted) return 0
  const tries = await db.prepare(FIND_TRIES).bind(key).first<{ window_started_at: number; count: number }>()
  if (!tries) return 1
  const wait = Math.min(15, 2 ** Math.min(tries.count - free, 4)) * 60_000
  return Math.max(1, Math.ceil((tries.window_started_at + wait - now) / 60_000))
}

/** One thing that is counted; `own` is the person's: their success wipes it out, of the others it takes back one. */
type Tried = { key: string; free: number; own: boolean }
export type SignInTry = { name: string; password: string; address: string; device: string | null }

/** 16 bits of a password: enough to count it on a thousand names, too few to find it by. */
const trace = (mac: Uint8Array): string => base64url(mac.subarray(0, 2))

const triedBy = async (env: Env, { name, password, address, device }: SignInTry, now: number): Promise<Tried[]> => {
  const macOf = (what: string) => hmac(env.PORTAL_SECRET, 'limits', Math.floor(now / 86_400_000) + ':sign-in:' + what)
  const keyOf = async (what: string) => base64url(await macOf(what))
  if (device !== null) return [{ key: await keyOf(`${name}#${device}`), free: FREE_TRIES.knownDevice, own: true }]
  return [
    { key: await keyOf(`${name}@${address}`), free: FREE_TRIES.nameAndAddress, own: true },
    { key: await keyOf(`@${address}`), free: FREE_TRIES.address, own: false },
    { key: await keyOf(`${name}@`), free: FREE_TRIES.name, own: false },
    {
      key: await keyOf(`=${trace(await macOf(`=${password.normalize('NFKC')}`))}`),
      free: FREE_TRIES.password,
      own: false,
    },
  ]
}

/**
 * Counts one try and answers the minutes to wait; 0: go ahead. Keys are HMACs salted by the day: no address is kept.
 * `device` is the number of a device its owner has signed in with before (known-device.ts), null: any other.
 */
export const countSignIn = async (
  env: Env,
  tried: SignInTry,
  now: number,
): Promise<{ minutes: number; tries: Tried[] }> => {
  if (env.LIMITS === 'off') return { minutes: 0, tries: [] }
  const tries = await triedBy(env, tried, now)
  for (const { key, free } of tries) {
    const minutes = await countTry(env.DB, key, free, now)
    if (minutes > 0) return { minutes, tries }
  }
  return { minutes: 0, tries }
}

/** The statements that take a try back once it has succeeded; for the sign-in's own batch. */
export const forgetTries = (db: Database, tries: Tried[]): Statement[] =>
  tries.flatMap(({ key, own }) =>
    own ? [db.prepare(FORGET_TRIES).bind(key)] : [db.prepare(FORGET_LAST).bind(key), db.prepare(UNCOUNT_TRY).bind(key)],
  )
