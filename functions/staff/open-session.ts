import type { Guard } from '../db/guard.ts'
import { deviceOf } from '../domain/device.ts'
import type { Env, Statement } from '../http/app-types.ts'
import * as rows from './rows.ts'
import { newSessionToken, SESSION, sessionHash } from './sessions.ts'

export type SessionMethod = 'password' | 'recovery' | 'passkey'
/** What a browser brings along when somebody signs in. */
export type Visit = { userAgent: string; oldToken: string | null; device: string | null }

/**
 * A new session, under a token of its own: the statements for the sign-in's batch, which open it only while the guard
 * holds. Whatever session this browser had before, its token is dead then.
 */
export async function openSession(
  env: Env,
  guard: Guard,
  method: SessionMethod,
  { userAgent, oldToken, now }: Visit & { now: number },
): Promise<{ token: string; statements: Statement[] }> {
  const token = newSessionToken(crypto.getRandomValues(new Uint8Array(32)))
  const session = {
    hash: await sessionHash(env, token),
    id: crypto.randomUUID(),
    method,
    device: deviceOf(userAgent),
    now,
    expiresAt: now + SESSION.absoluteMs,
  }
  return {
    token,
    statements: [
      rows.insertSession(env.DB, session, guard),
      rows.recordSignedIn(env.DB, now, guard),
      ...(oldToken === null ? [] : [rows.deleteSession(env.DB, await sessionHash(env, oldToken))]),
    ],
  }
}
