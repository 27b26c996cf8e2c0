import type { SessionMove } from '../domain/account-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { whileEnabled } from './account-rows.ts'
import { ownAct, type Own } from './own-asked.ts'
import { endOtherSessions, endSession, whileSessionIsMine } from './own-rows.ts'

/** Ends one of one's own sessions, or all but this. `session.not_found` for what is none of theirs. */
export async function endOwnSessions(env: Env, input: SessionMove, own: Own): Promise<Outcome<{ ended: true }>> {
  const others = input.move === 'end_others'
  const object = { kind: 'session' as const, id: others ? own.session.id : input.id }
  const act = { ...ownAct(own, 'session:' + input.move), object, result: 'ok' }
  const guard = others ? whileEnabled(own.staff.id) : whileSessionIsMine(input.id, own.staff.id)
  const results = await env.DB.batch([
    recordAct(env.DB, act, guard),
    others ? endOtherSessions(env.DB, own.session.id, guard) : endSession(env.DB, input.id, own.staff.id),
  ])
  return !others && results.at(-1)?.meta.changes === 0 ? refused('session.not_found') : done({ ended: true })
}
