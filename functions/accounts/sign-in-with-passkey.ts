import { violatesUnique } from '../db/violation.ts'
import type { UsedPasskey } from '../domain/account-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { RelyingParty } from '../domain/relying-party.ts'
import type { Env } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { base64url } from '../staff/keys.ts'
import { rememberDevice } from '../staff/known-device.ts'
import { openSession, type Visit } from '../staff/open-session.ts'
import type { SignedIn } from '../staff/sign-in.ts'
import { findPasskeyOwner, recordUse, spendChallenge, whileUnused } from './passkey-rows.ts'
import { checkUsedPasskey, usageOptions } from './webauthn.ts'

type Asked = Visit & { address: string; requestId: string; now: number; party: RelyingParty | null }
const FOR = { purpose: 'sign_in' as const, holder: '' }

/** What a browser signs in by. `passkey.needs_https` where passkeys cannot be used. */
export const offerSignIn = async (env: Env, party: RelyingParty | null, now: number): Promise<Outcome<unknown>> =>
  party ? done(await usageOptions(env, party, [], FOR, now)) : refused('passkey.needs_https')

/**
 * Opens a session for the owner of the passkey that signed one of our challenges. Whatever is wrong, the answer is
 * `staff.wrong_passkey`; only wrong ones are counted, and `request.too_many` comes after thirty in ten minutes.
 */
export async function signInWithPasskey(env: Env, sent: UsedPasskey, asked: Asked): Promise<Outcome<SignedIn>> {
  const { now, requestId, party } = asked
  if (!party) return refused('passkey.needs_https')
  const owner = await findPasskeyOwner(env.DB, sent.id)
  const wrong = async () => {
    const staff = owner && { id: owner.staff_id, role: owner.role }
    const object = { kind: 'staff' as const, id: owner?.staff_id ?? 'unknown' }
    await recordRefusal(env.DB, { staff, action: 'staff:sign_in', object, requestId, now }, 'staff.wrong_passkey')
    const within = await withinLimit(env, limits.wrongPasskey, asked.address, now)
    return within.ok ? refused('staff.wrong_passkey') : within
  }
  const handle = sent.response.userHandle
  const welcome = owner !== null && owner.disabled_at === null && (owner.demo === 0 || env.DEMO === '1')
  if (!welcome || (handle && handle !== base64url(new TextEncoder().encode(owner.staff_id)))) return wrong()
  const used = await checkUsedPasskey(env, party, sent, owner, FOR, now)
  if (!used.ok) return wrong()

  const guard = whileUnused(owner.id, owner.counter)
  const session = await openSession(env, guard, 'passkey', asked)
  const staff = { id: owner.staff_id, name: owner.name, role: owner.role, unit: owner.unit }
  const object = { kind: 'staff' as const, id: staff.id }
  const act = { staff, action: 'staff:sign_in', object, result: 'ok', requestId, now, detail: 'passkey' }
  try {
    const results = await env.DB.batch([
      spendChallenge(env.DB, used.value.challenge),
      ...session.statements,
      recordAct(env.DB, act, guard),
      recordUse(env.DB, used.value.counter, now, guard),
    ])
    if (results.at(-1)?.meta.changes === 0) return wrong()
  } catch (error) {
    // The same answer of the browser, sent twice.
    if (!violatesUnique(error, 'used_challenges.id')) throw error
    return wrong()
  }
  return done({ staff, token: session.token, device: await rememberDevice(env, asked.device, owner.sign_in_name) })
}
