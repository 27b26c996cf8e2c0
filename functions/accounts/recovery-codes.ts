import { inGroups } from '../domain/receipt.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { RECOVERY_LENGTH, recoveryHash } from '../staff/second-factor.ts'
import type { Guard } from '../db/guard.ts'
import { insertRecoveryCodes } from './account-rows.ts'

const CODES = 10

/** Digits only, for a phone shows a pad of digits where the app's code is typed. */
const newCode = (): string =>
  inGroups(Array.from(crypto.getRandomValues(new Uint32Array(RECOVERY_LENGTH)), (random) => random % 10).join(''))

/** Ten recovery codes, told this once, and the statement that keeps their HMACs for the one the guard finds in `staff`. */
export async function newRecoveryCodes(env: Env, guard: Guard): Promise<{ codes: string[]; insert: Statement }> {
  const codes = Array.from({ length: CODES }, newCode)
  const hashes = await Promise.all(codes.map((code) => recoveryHash(env, code)))
  return { codes, insert: insertRecoveryCodes(env.DB, hashes, guard) }
}
