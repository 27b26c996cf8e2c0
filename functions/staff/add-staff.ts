import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from './audit.ts'
import { checkNewStaff, type NewStaff } from './check-staff.ts'
import { seal } from './keys.ts'
import { hashPassword } from './passwords.ts'
import * as rows from './rows.ts'
import { newTotpSecret, totpUri } from './totp.ts'

export type { NewStaff }
export type NewAccount = { id: string; signInName: string; password: string; otpauth: string }

/** Four groups of five letters and digits without look-alikes: 98 bits. */
export const newPassword = (random: Uint8Array): string => {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  const letters = Array.from(random.slice(0, 20), (byte) => alphabet[byte % alphabet.length])
  return [0, 5, 10, 15].map((from) => letters.slice(from, from + 5).join('')).join('-')
}

/** `once`: its owner changes the password before anything else. */
type Secrets = { password: string; totpSecret: string; demo: boolean; once?: boolean }

/** Adds the account with these secrets; `staff.name_taken` when the name exists, disabled accounts included. */
export async function addStaffWith(
  env: Env,
  wanted: NewStaff,
  secrets: Secrets,
  now: number,
): Promise<Outcome<NewAccount>> {
  const staff = checkNewStaff(wanted)
  if (!staff.ok) return staff
  const { signInName, name, role, unit } = staff.value
  const id = crypto.randomUUID()
  const row = {
    id,
    sign_in_name: signInName,
    name,
    role,
    unit,
    password_hash: await hashPassword(secrets.password),
    totp_sealed: await seal(env, 'totp', secrets.totpSecret, id),
    password_set_at: secrets.once ? 0 : now,
    demo: secrets.demo ? 1 : 0,
    created_at: now,
  }
  const object = { kind: 'staff' as const, id }
  const act = { staff: null, action: 'staff:add', object, result: 'ok', requestId: 'command', now }
  const results = await env.DB.batch([
    recordAct(env.DB, act, { from: rows.WHILE_NAME_IS_FREE, values: [signInName] }),
    rows.insertStaff(env.DB, row),
  ])
  if (results.at(-1)?.meta.changes === 0) return refused('staff.name_taken', 'signInName')
  return done({ id, signInName, password: secrets.password, otpauth: totpUri(secrets.totpSecret, signInName) })
}

const newSecrets = () => ({
  password: newPassword(crypto.getRandomValues(new Uint8Array(20))),
  totpSecret: newTotpSecret(crypto.getRandomValues(new Uint8Array(20))),
})

/**
 * Adds an account and answers its first password and what the authenticator app scans: shown once, kept nowhere.
 * `once`: that password opens nothing but its own change (ASVS V6.4.1).
 */
export const addStaff = (env: Env, staff: NewStaff, now: number, once = false): Promise<Outcome<NewAccount>> =>
  addStaffWith(env, staff, { ...newSecrets(), demo: false, once }, now)

/**
 * Gives an account a new password, to be changed at once, and code secret (lost phone), takes every other way in, ends its
 * sessions, and enables it again.
 */
export async function resetStaff(env: Env, signInName: string, now: number): Promise<Outcome<NewAccount>> {
  const staff = await rows.findStaff(env.DB, signInName)
  if (!staff) return refused('staff.not_found', 'signInName')
  const { password, totpSecret } = newSecrets()
  const sealed = await seal(env, 'totp', totpSecret, staff.id)
  const object = { kind: 'staff' as const, id: staff.id }
  await env.DB.batch([
    recordAct(env.DB, { staff: null, action: 'staff:reset', object, result: 'ok', requestId: 'command', now }),
    ...rows.deleteOtherWaysIn(env.DB, staff.id, now),
    rows.recordReset(env.DB, staff.id, await hashPassword(password), sealed),
  ])
  return done({ id: staff.id, signInName, password, otpauth: totpUri(totpSecret, signInName) })
}

/** Ends an account: its sessions stop with the next request, and it signs in no more, nor do those it invited get in. */
export async function disableStaff(env: Env, signInName: string, now: number): Promise<Outcome<{ id: string }>> {
  const staff = await rows.findStaff(env.DB, signInName)
  if (!staff) return refused('staff.not_found', 'signInName')
  const object = { kind: 'staff' as const, id: staff.id }
  await env.DB.batch([
    recordAct(env.DB, { staff: null, action: 'staff:disable', object, result: 'ok', requestId: 'command', now }),
    rows.deleteSessionsOf(env.DB, staff.id),
    rows.recordDisabled(env.DB, staff.id, now),
  ])
  return done({ id: staff.id })
}
