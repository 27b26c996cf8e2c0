import type { Env } from '../http/app-types.ts'
import { base64url, fromBase64url, hmac } from '../staff/keys.ts'

/** What a challenge was made for, and for whom: an invitation, a session, or (signing in) nobody yet. */
export type ChallengeFor = { purpose: 'register' | 'prove' | 'sign_in'; holder: string }
export type SpentChallenge = { id: string; expiresAt: number }

const MINUTES = 10
const BODY = 22
const MAC = 16

const macOf = async (env: Env, { purpose, holder }: ChallengeFor, body: Uint8Array) =>
  (await hmac(env.PORTAL_SECRET, 'passkey', `${purpose}:${holder}:${base64url(body)}`)).slice(0, MAC)

/** A signed challenge that holds for ten minutes: its end (6 bytes), 16 random bytes, and the HMAC. Nothing is kept. */
export async function newPasskeyChallenge(
  env: Env,
  wanted: ChallengeFor,
  now: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const whole = crypto.getRandomValues(new Uint8Array(BODY + MAC))
  new DataView(whole.buffer).setUint16(0, Math.floor((now + MINUTES * 60_000) / 2 ** 32))
  new DataView(whole.buffer).setUint32(2, (now + MINUTES * 60_000) % 2 ** 32)
  whole.set(await macOf(env, wanted, whole.slice(0, BODY)), BODY)
  return whole
}

/**
 * The challenge a passkey signed, if it is ours, for this and not over; else null. Whether it was spent before is for the
 * caller's batch to see: it inserts the id.
 */
export async function checkPasskeyChallenge(
  env: Env,
  wanted: ChallengeFor,
  challenge: string,
  now: number,
): Promise<SpentChallenge | null> {
  const whole = fromBase64url(challenge)
  if (!whole || whole.length !== BODY + MAC) return null
  const view = new DataView(whole.buffer)
  const expiresAt = view.getUint16(0) * 2 ** 32 + view.getUint32(2)
  const mac = await macOf(env, wanted, whole.slice(0, BODY))
  // The challenge is no secret: whoever sees how long this takes has had it in hand.
  if (expiresAt <= now || base64url(mac) !== base64url(whole.slice(BODY))) return null
  return { id: 'passkey:' + base64url(whole.slice(6, BODY)), expiresAt }
}
