import { INVITATION_HOURS } from '../domain/account-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { checkNewStaff, type NewStaff } from '../staff/check-staff.ts'
import { insertStaff, WHILE_NAME_IS_FREE } from '../staff/rows.ts'
import { invitationHash, newInvitationToken } from './invitation-token.ts'
import { insertInvitation, whileStaffIs, type NewInvitation } from './invitation-rows.ts'

/** What an invitation's maker is told, once: the link is `paths.deskInvitation()` with `#token` behind it. */
export type Invited = { id: string; token: string; expiresAt: number }

/** A new link: what is kept of it, and what is told. */
export const newInvitation = async (
  env: Env,
  invitedBy: string | null,
  now: number,
): Promise<{ token: string; row: NewInvitation }> => {
  const token = newInvitationToken()
  const expiresAt = now + INVITATION_HOURS * 3_600_000
  const tokenHash = await invitationHash(env.PORTAL_SECRET, token)
  return { token, row: { id: crypto.randomUUID(), tokenHash, invitedBy, now, expiresAt } }
}

/**
 * Makes an account that nobody can sign in to yet, and the one-time link (72 hours) by which its owner sets their way in.
 * `by` null: the operator's command. Codes as `checkNewStaff`, and `staff.name_taken`.
 */
export async function inviteStaff(
  env: Env,
  wanted: NewStaff,
  by: Staff | null,
  asked: { requestId: string; now: number },
): Promise<Outcome<Invited>> {
  const staff = checkNewStaff(wanted)
  if (!staff.ok) return staff
  const id = crypto.randomUUID()
  const { signInName, name, role, unit } = staff.value
  const row = { id, sign_in_name: signInName, name, role, unit, password_hash: null, totp_sealed: null }
  const { token, row: invitation } = await newInvitation(env, by?.id ?? null, asked.now)
  const object = { kind: 'staff' as const, id }
  const act = { staff: by, action: 'staff:invite', object, ...asked }
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, { from: WHILE_NAME_IS_FREE, values: [signInName] }),
    insertStaff(env.DB, { ...row, password_set_at: 0, demo: 0, created_at: asked.now }),
    insertInvitation(env.DB, invitation, whileStaffIs(id, 1)),
  ])
  if (results.at(-1)?.meta.changes === 0) {
    await recordRefusal(env.DB, act, 'staff.name_taken')
    return refused('staff.name_taken', 'signInName')
  }
  return done({ id, token, expiresAt: invitation.expiresAt })
}
