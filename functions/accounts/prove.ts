import { violatesUnique } from '../db/violation.ts'
import type { ProofInput } from '../domain/account-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env, Statement } from '../http/app-types.ts'
import type { Guard } from '../db/guard.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findStaffById } from '../staff/rows.ts'
import { secondFactor } from '../staff/second-factor.ts'
import { ownAct, type Own } from './own-asked.ts'
import { recordProof } from './own-rows.ts'
import { findPasskeyOwner, listPasskeys, recordUse, spendChallenge, whileUnused } from './passkey-rows.ts'
import { checkUsedPasskey, usageOptions } from './webauthn.ts'

const wantedOf = ({ session }: Own) => ({ purpose: 'prove' as const, holder: session.id })

/** What the browser proves by: one of this person's own passkeys. `passkey.needs_https`, `passkey.none`. */
export async function offerProof(env: Env, own: Own): Promise<Outcome<unknown>> {
  if (!own.party) return refused('passkey.needs_https')
  const passkeys = await listPasskeys(env.DB, own.staff.id)
  if (passkeys.length === 0) return refused('passkey.none')
  return done(await usageOptions(env, own.party, passkeys, wantedOf(own), own.now))
}

type Shown = { guard: Guard; before: Statement[]; last: Statement }

const byCode = async (env: Env, typed: string, { staff, now }: Own): Promise<Shown | null> => {
  const row = await findStaffById(env.DB, staff.id)
  if (!row || row.password_hash === null || row.totp_sealed === null) return null
  const owner = { id: row.id, password_hash: row.password_hash, totp_sealed: row.totp_sealed }
  const factor = await secondFactor(env, owner, typed, now)
  return factor && { guard: factor.guard, before: [], last: factor.useUp }
}

const byPasskey = async (env: Env, sent: NonNullable<ProofInput['passkey']>, own: Own): Promise<Shown | null> => {
  const known = await findPasskeyOwner(env.DB, sent.id)
  if (!own.party || !known || known.staff_id !== own.staff.id) return null
  const used = await checkUsedPasskey(env, own.party, sent, known, wantedOf(own), own.now)
  if (!used.ok) return null
  const guard = whileUnused(known.id, known.counter)
  const last = recordUse(env.DB, used.value.counter, own.now, guard)
  return { guard, before: [spendChallenge(env.DB, used.value.challenge)], last }
}

/**
 * Shows a second factor again (a code, a recovery code, a passkey), so that for five minutes this session may open new
 * ways in. `code.wrong` or `staff.wrong_passkey`; ten tries in ten minutes, then `request.too_many`.
 */
export async function prove(env: Env, input: ProofInput, own: Own): Promise<Outcome<{ provedAt: number }>> {
  const within = await withinLimit(env, limits.proof, own.staff.id, own.now)
  if (!within.ok) return within
  const code = input.code === undefined ? 'staff.wrong_passkey' : 'code.wrong'
  const act = ownAct(own, 'staff:prove')
  const wrong = async () => {
    await recordRefusal(env.DB, act, code)
    return refused(code, input.code === undefined ? undefined : 'proof')
  }
  const shown = input.passkey ? await byPasskey(env, input.passkey, own) : await byCode(env, input.code ?? '', own)
  if (!shown) return wrong()
  try {
    const results = await env.DB.batch([
      ...shown.before,
      recordAct(env.DB, { ...act, result: 'ok' }, shown.guard),
      recordProof(env.DB, own.session.id, own.now, shown.guard),
      shown.last,
    ])
    if (results.at(-1)?.meta.changes === 0) return wrong()
  } catch (error) {
    if (!violatesUnique(error, 'used_challenges.id')) throw error
    return wrong()
  }
  return done({ provedAt: own.now })
}
