import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { base64url, fromBase64url } from './keys.ts'

/** scrypt N=2^15 r=8 p=3: ASVS 5.0 appendix C, and below the cost Cloudflare allows (N·r·p ≤ 2^20). */
const COST = { log2N: 15, r: 8, p: 3 }
const KEY_BYTES = 32
/** One hash takes 32 MiB: a third at the same time is refused, so that sign-in can never eat the machine. */
const AT_ONCE = 2

/** Too many passwords are being checked at this moment; the app answers 503 with Retry-After. */
export class PasswordsBusy extends Error {
  override name = 'PasswordsBusy'
}

let running = 0

const derive = async (password: string, salt: Uint8Array, cost: typeof COST, bytes: number): Promise<Buffer> => {
  if (running >= AT_ONCE) throw new PasswordsBusy()
  running += 1
  try {
    const options = { N: 2 ** cost.log2N, r: cost.r, p: cost.p, maxmem: 64 * 1024 * 1024 }
    return await new Promise((resolve, reject) =>
      // NFKC: digits typed full-width by a Chinese input method are the same password.
      scrypt(password.normalize('NFKC'), salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key))),
    )
  } finally {
    running -= 1
  }
}

const written = (cost: typeof COST, salt: Uint8Array, key: Uint8Array) =>
  ['scrypt', cost.log2N, cost.r, cost.p, base64url(salt), base64url(key)].join('$')

const read = (hash: string) => {
  const [scheme, log2N, r, p, salt, key] = hash.split('$')
  const saltBytes = fromBase64url(salt ?? '')
  const keyBytes = fromBase64url(key ?? '')
  if (scheme !== 'scrypt' || !saltBytes || !keyBytes || keyBytes.length < 16) throw new Error('not a password hash')
  return { cost: { log2N: Number(log2N), r: Number(r), p: Number(p) }, salt: saltBytes, key: keyBytes }
}

/** `scrypt$15$8$3$<salt>$<key>`: the parameters stand with the hash, so that they can grow later. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16)
  return written(COST, salt, await derive(password, salt, COST, KEY_BYTES))
}

/** Whether the password belongs to the hash, compared in constant time. */
export const passwordHolds = async (password: string, hash: string): Promise<boolean> => {
  const { cost, salt, key } = read(hash)
  return timingSafeEqual(await derive(password, salt, cost, key.length), key)
}

/** Whether the hash was made with other parameters than today's, and is to be made again at the next sign-in. */
export const isOutdated = (hash: string): boolean => {
  const { cost } = read(hash)
  return cost.log2N !== COST.log2N || cost.r !== COST.r || cost.p !== COST.p
}

/** A hash no password fits: checked when a name does not exist, so that both answers take the same time. */
export const HASH_OF_NOBODY = written(COST, new Uint8Array(16), new Uint8Array(KEY_BYTES))
