import type { PasskeyMove } from '../domain/account-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { FRESH_MS } from '../staff/sessions.ts'
import { ownAct, type Own } from './own-asked.ts'
import { listPasskeys, removePasskey, renamePasskey, whileOwn, whileRemovable } from './passkey-rows.ts'

/**
 * Names one of one's own passkeys anew, or removes it, for who showed a second factor just now (`staff.proof_needed`).
 * `passkey.not_found`; `passkey.last_way_in` where nothing else would open the account.
 */
export async function movePasskey(
  env: Env,
  id: string,
  input: PasskeyMove,
  own: Own,
): Promise<Outcome<{ id: string }>> {
  const act = { ...ownAct(own, 'passkey:' + input.move), object: { kind: 'passkey' as const, id } }
  const mine = isUuid(id) && (await listPasskeys(env.DB, own.staff.id)).some((one) => one.id === id)
  if (!mine) return refused('passkey.not_found')
  const removes = input.move === 'remove'
  if (removes && own.session.provedAt <= own.now - FRESH_MS) return refused('staff.proof_needed')
  const guard = removes ? whileRemovable(id, own.staff.id) : whileOwn(id, own.staff.id)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, guard),
    input.move === 'rename' ? renamePasskey(env.DB, input.name, guard) : removePasskey(env.DB, guard),
  ])
  if (results.at(-1)?.meta.changes !== 0) return done({ id })
  await recordRefusal(env.DB, act, 'passkey.last_way_in')
  return refused('passkey.last_way_in')
}
