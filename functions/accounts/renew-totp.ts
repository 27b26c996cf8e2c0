import type { TotpInput } from '../domain/account-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { seal } from '../staff/keys.ts'
import { hashPassword } from '../staff/passwords.ts'
import { findStaffById, type StaffRow } from '../staff/rows.ts'
import { totpStep } from '../staff/totp.ts'
import { deleteRecoveryCodes, whilePasswordIs } from './account-rows.ts'
import { offeredTotp, showTotp, type OfferedTotp } from './invitation-token.ts'
import { ownAct, type Own } from './own-asked.ts'
import { endOtherSessions, setPasswordAndTotp, setTotp } from './own-rows.ts'
import { checkPassword } from './password-rules.ts'
import { newRecoveryCodes } from './recovery-codes.ts'

/** Another one once this one is in use: the seal of the old secret is part of whom it is offered to. */
const secretFor = (env: Env, { session }: Own, row: StaffRow) =>
  offeredTotp(env.PORTAL_SECRET, `session:${session.id}:${row.totp_sealed ?? ''}`)

/** The secret for a new authenticator app; it counts only once a code of it was typed. */
export async function offerTotp(env: Env, own: Own): Promise<Outcome<OfferedTotp & { needsPassword: boolean }>> {
  const row = await findStaffById(env.DB, own.staff.id)
  if (!row) return refused('account.not_found')
  const needsPassword = row.password_hash === null
  return done({ ...showTotp(await secretFor(env, own, row), row.sign_in_name), needsPassword })
}

/**
 * Takes the new authenticator app into use; the old one opens nothing any more, and other sessions end. Who had passkeys
 * only sets a password with it, and is told recovery codes this once. `code.wrong`, `password.missing`, `staff.demo_fixed`.
 */
export async function renewTotp(env: Env, input: TotpInput, own: Own): Promise<Outcome<{ recoveryCodes: string[] }>> {
  const { now } = own
  const act = ownAct(own, 'staff:totp')
  const refuse = async (code: string, field?: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code, field)
  }
  const row = await findStaffById(env.DB, own.staff.id)
  if (!row) return refused('account.not_found')
  if (row.demo === 1) return refuse('staff.demo_fixed')
  const first = row.password_hash === null
  if (first && !input.password) return refused('password.missing', 'password')
  const fits = first ? checkPassword(input.password ?? '', row) : done(null)
  if (!fits.ok) return fits
  const secret = await secretFor(env, own, row)
  const step = totpStep(secret, input.code, now)
  if (step === null) return refuse('code.wrong', 'code')

  const guard = whilePasswordIs(row.id, row.password_hash)
  const sealed = await seal(env, 'totp', secret, row.id)
  const recovery = first ? await newRecoveryCodes(env, guard) : null
  const hash = first ? await hashPassword(input.password ?? '') : null
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, guard),
    ...(recovery ? [deleteRecoveryCodes(env.DB, guard), recovery.insert] : []),
    endOtherSessions(env.DB, own.session.id, guard),
    hash === null
      ? setTotp(env.DB, sealed, step, guard)
      : setPasswordAndTotp(env.DB, { hash, sealed, step, now }, guard),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse('staff.changed_meanwhile')
  return done({ recoveryCodes: recovery?.codes ?? [] })
}
