import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { seal } from '../staff/keys.ts'
import { hashPassword } from '../staff/passwords.ts'
import { totpStep } from '../staff/totp.ts'
import { offeredTotp } from './invitation-token.ts'
import { takeUp, useUpInvitation, whileOpen } from './invitation-rows.ts'
import { openInvitation } from './open-invitation.ts'
import { checkPassword } from './password-rules.ts'
import { newRecoveryCodes } from './recovery-codes.ts'

type Asked = { address: string; requestId: string; now: number }

/**
 * Sets password and authenticator app for the person this link is for; the link is used up, the recovery codes are told
 * this once. Refused as `openInvitation` and `checkPassword` do, and `code.wrong` when the app shows another code.
 */
export async function acceptInvitation(
  env: Env,
  input: { token: string; password: string; code: string },
  asked: Asked,
): Promise<Outcome<{ signInName: string; recoveryCodes: string[] }>> {
  const opened = await openInvitation(env, input.token, asked)
  if (!opened.ok) return opened
  const invitation = opened.value
  const { now, requestId } = asked
  const fits = checkPassword(input.password, invitation)
  if (!fits.ok) return fits
  const secret = await offeredTotp(env.PORTAL_SECRET, input.token)
  const step = totpStep(secret, input.code, now)
  if (step === null) return refused('code.wrong', 'code')

  const staffId = invitation.staff_id
  const guard = whileOpen(invitation.id, now)
  const { codes, insert } = await newRecoveryCodes(env, guard)
  const way = {
    passwordHash: await hashPassword(input.password),
    totpSealed: await seal(env, 'totp', secret, staffId),
    step,
    setAt: now,
  }
  const object = { kind: 'staff' as const, id: staffId }
  const act = { staff: { id: staffId, role: invitation.role }, action: 'staff:accept', object, requestId, now }
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok', detail: 'password' }, guard),
    insert,
    takeUp(env.DB, way, guard),
    useUpInvitation(env.DB, now, guard),
  ])
  // Somebody was faster with the same link, or it was taken back while this was typed.
  if (results.at(-1)?.meta.changes === 0) return refused('invitation.used')
  return done({ signInName: invitation.sign_in_name, recoveryCodes: codes })
}
