import { createChallenge, verifySolution, type Challenge, type Payload } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { DAY, MINUTE } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { base64url, fromBase64url, hmac } from '../staff/keys.ts'

/**
 * Work for the sender's machine: find the counter, between 100 and 400, whose PBKDF2/SHA-256 key of 1 000 rounds begins as
 * asked. Measured: 0.3 ms a try on a desktop, so 0.1 s there and below 2 s at a sixth of its speed; one try for us.
 */
export const WORK = { rounds: 1000, from: 100, to: 400, minutes: 20 }

export type UsedChallenge = { id: string; expiresAt: number }

const secrets = async (env: Env) => ({
  hmacSignatureSecret: base64url(await hmac(env.PORTAL_SECRET, 'challenge', 'challenge')),
  hmacKeySignatureSecret: base64url(await hmac(env.PORTAL_SECRET, 'challenge', 'key')),
})

/** A signed challenge (ALTCHA, deterministic mode) that holds for 20 minutes. Nothing of it is kept here. */
export const newChallenge = async (env: Env, now: number): Promise<Challenge> => {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  return createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: WORK.rounds,
    counter: WORK.from + (random % (WORK.to - WORK.from + 1)),
    expiresAt: Math.floor((now + WORK.minutes * MINUTE) / 1000),
    deriveKey,
    ...(await secrets(env)),
  })
}

/** The widget of ALTCHA sends its payload as base64 of JSON, our own form as JSON. */
const payloadIn = (solution: unknown): Payload | null => {
  try {
    const payload: unknown =
      typeof solution === 'string' && solution.length < 4000
        ? JSON.parse(new TextDecoder().decode(fromBase64url(solution.replace(/[+/=]/g, toUrlAlphabet)) ?? undefined))
        : solution
    const { challenge, solution: solved } = payload as Payload
    return challenge.parameters && solved ? { challenge, solution: solved } : null
  } catch {
    return null
  }
}
const toUrlAlphabet = (char: string) => ({ '+': '-', '/': '_' })[char] ?? ''

/**
 * The challenge this solution spends, or null when there is none, or it is expired, forged or wrong: then the sender is
 * treated as one without script, never turned away for it. Whether it was spent before is for the caller's batch to see.
 */
export const checkSolution = async (env: Env, solution: unknown, now: number): Promise<UsedChallenge | null> => {
  const payload = solution === null ? null : payloadIn(solution)
  if (!payload) return null
  const { parameters } = payload.challenge
  try {
    const { verified } = await verifySolution({ ...payload, deriveKey, ...(await secrets(env)) })
    const expiresAt = Number(parameters.expiresAt) * 1000
    if (!verified || !(expiresAt > now)) return null
    // Kept to the day: the second would say when somebody opened the form.
    return { id: parameters.nonce, expiresAt: Math.ceil(expiresAt / DAY) * DAY }
  } catch {
    return null
  }
}

const FORGET = 'DELETE FROM used_challenges WHERE expires_at < ?1'
/** Removes challenges that have expired anyway; the job runs it. */
export const forgetChallenges = async (env: Env, now: number): Promise<number> =>
  (await env.DB.prepare(FORGET).bind(now).run()).meta.changes
