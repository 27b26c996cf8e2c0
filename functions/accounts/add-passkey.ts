import { violatesUnique } from '../db/violation.ts'
import type { PasskeyInput } from '../domain/account-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { findStaffById } from '../staff/rows.ts'
import { whileEnabled } from './account-rows.ts'
import { ownAct, type Own } from './own-asked.ts'
import { insertPasskey, listPasskeys, spendChallenge } from './passkey-rows.ts'
import { checkNewPasskey, registrationOptions } from './webauthn.ts'

const MOST = 10
const wantedOf = ({ session }: Own) => ({ purpose: 'register' as const, holder: session.id })

/** What the browser makes another passkey from. `passkey.needs_https`, `passkey.too_many` (ten). */
export async function offerNewPasskey(env: Env, own: Own): Promise<Outcome<unknown>> {
  if (!own.party) return refused('passkey.needs_https')
  const row = await findStaffById(env.DB, own.staff.id)
  const passkeys = await listPasskeys(env.DB, own.staff.id)
  if (!row || passkeys.length >= MOST) return refused('passkey.too_many', undefined, { max: MOST })
  const person = { staffId: row.id, signInName: row.sign_in_name, name: row.name }
  return done(await registrationOptions(env, own.party, person, passkeys, wantedOf(own), own.now))
}

/** Adds a passkey to one's own account. `staff.wrong_passkey` for what was not made here, in this session, and now. */
export async function addPasskey(env: Env, input: PasskeyInput, own: Own): Promise<Outcome<{ id: string }>> {
  if (!own.party) return refused('passkey.needs_https')
  const passkey = await checkNewPasskey(env, own.party, input.passkey, wantedOf(own), own.now)
  if (!passkey.ok) return passkey
  const id = crypto.randomUUID()
  const guard = whileEnabled(own.staff.id)
  const act = { ...ownAct(own, 'passkey:add'), object: { kind: 'passkey' as const, id } }
  try {
    const results = await env.DB.batch([
      spendChallenge(env.DB, passkey.value.challenge),
      recordAct(env.DB, { ...act, result: 'ok' }, guard),
      insertPasskey(env.DB, id, input.name, passkey.value, own.now, guard),
    ])
    return results.at(-1)?.meta.changes === 0 ? refused('staff.changed_meanwhile') : done({ id })
  } catch (error) {
    const twice = violatesUnique(error, 'used_challenges.id') || violatesUnique(error, 'passkeys.credential_id')
    if (!twice) throw error
    return refused('staff.wrong_passkey')
  }
}
