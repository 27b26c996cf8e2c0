import type { Env } from '../http/app-types.ts'
import { base64url, fromBase64url, hmac, hmacHolds } from './keys.ts'

/** How many people who share a computer are remembered on it. */
const PEOPLE = 5
const COOKIE = /^[A-Za-z0-9_-]{16}(\.[A-Za-z0-9_-]{43}){1,5}$/

const signed = (nonce: string, signInName: string) => nonce + ':' + signInName

/**
 * The number of the device this cookie belongs to, if the person of that name has signed in with it before; else null.
 * The cookie is `<12 random bytes>.<HMAC for a name>.<HMAC for another>…`: it says nothing to who finds it, and opens nothing.
 */
export async function knownDevice(env: Env, cookie: string | null, signInName: string): Promise<string | null> {
  if (cookie === null || !COOKIE.test(cookie)) return null
  const [nonce = '', ...marks] = cookie.split('.')
  for (const mark of marks) {
    const mac = fromBase64url(mark)
    if (mac && (await hmacHolds(env.PORTAL_SECRET, 'device', signed(nonce, signInName), mac))) return nonce
  }
  return null
}

/** The cookie that knows this person too, the last five on this device. */
export async function rememberDevice(env: Env, cookie: string | null, signInName: string): Promise<string> {
  const [nonce, ...marks] =
    cookie !== null && COOKIE.test(cookie) ? cookie.split('.') : [base64url(crypto.getRandomValues(new Uint8Array(12)))]
  const mark = base64url(await hmac(env.PORTAL_SECRET, 'device', signed(nonce!, signInName)))
  return [nonce, mark, ...marks.filter((one) => one !== mark)].slice(0, PEOPLE + 1).join('.')
}
