import type { Guard } from '../db/guard.ts'
import { readCode } from '../domain/receipt.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { base64url, hmac, unseal } from './keys.ts'
import * as rows from './rows.ts'
import { totpStep } from './totp.ts'

/** Sixteen digits, 53 bits: good beside a password only. */
export const RECOVERY_LENGTH = 16

export const recoveryHash = async (env: Env, code: string): Promise<string> =>
  base64url(await hmac(env.PORTAL_SECRET, 'recovery', code))

/** A second factor that was shown: `guard` holds until it is used up, and `useUp`, last in its batch, does that. */
export type Factor = { method: 'password' | 'recovery'; guard: Guard; useUp: Statement }
type Owner = { id: string; password_hash: string; totp_sealed: string }

/** A secret no app shows codes of: checked for unknown names, so that they take as long as known ones. */
const SECRET_OF_NOBODY = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

/**
 * The factor in what was typed: six digits of the authenticator app, or a recovery code. Null when it is neither, or
 * when there is no owner. A code's step and a recovery code work once: parallel uses meet in `useUp`.
 * `passwordHash`: what the password is to be stored as from now on.
 */
export async function secondFactor(
  env: Env,
  owner: Owner | null,
  typed: string,
  now: number,
  passwordHash?: string,
): Promise<Factor | null> {
  const secret = owner && (await unseal(env, 'totp', owner.totp_sealed, owner.id))
  const step = totpStep(secret ?? SECRET_OF_NOBODY, typed, now)
  if (owner === null || secret === null) return null
  if (step !== null) {
    return {
      method: 'password',
      guard: rows.whileStepIsUnused(owner.id, step, owner.password_hash),
      useUp: rows.recordUsedStep(env.DB, owner.id, step, owner.password_hash, passwordHash ?? owner.password_hash),
    }
  }
  const code = readCode(typed, RECOVERY_LENGTH)
  if (code === null) return null
  const hash = await recoveryHash(env, code)
  return {
    method: 'recovery',
    guard: rows.whileCodeIsUnused(owner.id, hash, owner.password_hash),
    useUp: rows.deleteRecoveryCode(env.DB, owner.id, hash, owner.password_hash),
  }
}
