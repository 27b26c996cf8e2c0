import type { Env } from '../http/app-types.ts'
import { recordAct } from './audit.ts'
import * as rows from './rows.ts'
import { SESSION, sessionHash } from './sessions.ts'

/** Ends the session of this token at once; a token without a live session changes nothing. */
export async function signOut(env: Env, token: string, asked: { requestId: string; now: number }): Promise<void> {
  const { now, requestId } = asked
  const hash = await sessionHash(env, token)
  const staff = await rows.findSession(env.DB, hash, now, now - SESSION.idleMs)
  if (!staff) return
  const object = { kind: 'staff' as const, id: staff.id }
  await env.DB.batch([
    recordAct(env.DB, { staff, action: 'staff:sign_out', object, result: 'ok', requestId, now }),
    rows.deleteSession(env.DB, hash),
  ])
}
