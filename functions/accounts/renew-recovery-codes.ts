import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { findStaffById } from '../staff/rows.ts'
import { deleteRecoveryCodes, whilePasswordIs } from './account-rows.ts'
import { ownAct, type Own } from './own-asked.ts'
import { newRecoveryCodes } from './recovery-codes.ts'

/** Ten new recovery codes, told this once; the old ones open nothing any more. `password.none`: they stand beside a password. */
export async function renewRecoveryCodes(env: Env, own: Own): Promise<Outcome<{ recoveryCodes: string[] }>> {
  const row = await findStaffById(env.DB, own.staff.id)
  if (!row || row.password_hash === null) return refused('password.none')
  const guard = whilePasswordIs(row.id, row.password_hash)
  const { codes, insert } = await newRecoveryCodes(env, guard)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...ownAct(own, 'staff:recovery_codes'), result: 'ok' }, guard),
    deleteRecoveryCodes(env.DB, guard),
    insert,
  ])
  return results.at(-1)?.meta.changes === 0 ? refused('staff.changed_meanwhile') : done({ recoveryCodes: codes })
}
