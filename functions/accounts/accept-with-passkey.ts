import { violatesUnique } from '../db/violation.ts'
import type { RegisteredPasskey } from '../domain/account-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { RelyingParty } from '../domain/relying-party.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { useUpInvitation, whileOpen } from './invitation-rows.ts'
import { openInvitation } from './open-invitation.ts'
import { insertPasskey, spendChallenge } from './passkey-rows.ts'
import { checkNewPasskey, registrationOptions } from './webauthn.ts'

type Asked = { address: string; requestId: string; now: number; party: RelyingParty | null }

const NEEDS_HTTPS = refused('passkey.needs_https')

/** What the invited person's browser makes a passkey from. `passkey.needs_https` where none can be used. */
export async function offerPasskey(env: Env, token: string, asked: Asked): Promise<Outcome<unknown>> {
  const opened = await openInvitation(env, token, asked)
  if (!opened.ok) return opened
  if (!asked.party) return NEEDS_HTTPS
  const { id, staff_id: staffId, sign_in_name: signInName, name } = opened.value
  const wanted = { purpose: 'register' as const, holder: id }
  return done(await registrationOptions(env, asked.party, { staffId, signInName, name }, [], wanted, asked.now))
}

/**
 * Sets a passkey as the way in of the person this link is for; the link is used up. Refused as `openInvitation` does, and
 * `staff.wrong_passkey` for what was not made here, for this link, and now.
 */
export async function acceptWithPasskey(
  env: Env,
  input: { token: string; passkey: RegisteredPasskey; name: string },
  asked: Asked,
): Promise<Outcome<{ signInName: string; recoveryCodes: string[] }>> {
  const opened = await openInvitation(env, input.token, asked)
  if (!opened.ok) return opened
  if (!asked.party) return NEEDS_HTTPS
  const { id, staff_id: staffId, role, sign_in_name: signInName } = opened.value
  const { now, requestId } = asked
  const passkey = await checkNewPasskey(env, asked.party, input.passkey, { purpose: 'register', holder: id }, now)
  if (!passkey.ok) return passkey
  const guard = whileOpen(id, now)
  const object = { kind: 'staff' as const, id: staffId }
  const act = { staff: { id: staffId, role }, action: 'staff:accept', object, requestId, now }
  try {
    const results = await env.DB.batch([
      spendChallenge(env.DB, passkey.value.challenge),
      recordAct(env.DB, { ...act, result: 'ok', detail: 'passkey' }, guard),
      insertPasskey(env.DB, crypto.randomUUID(), input.name, passkey.value, now, guard),
      useUpInvitation(env.DB, now, guard),
    ])
    if (results.at(-1)?.meta.changes === 0) return refused('invitation.used')
  } catch (error) {
    if (violatesUnique(error, 'used_challenges.id')) return refused('invitation.used')
    if (violatesUnique(error, 'passkeys.credential_id')) return refused('staff.wrong_passkey')
    throw error
  }
  // Recovery codes stand beside a password; who sets one later gets them then.
  return done({ signInName, recoveryCodes: [] })
}
