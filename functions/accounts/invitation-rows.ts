import type { Guard } from '../db/guard.ts'
import type { Role } from '../domain/staff.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type InvitationRow = {
  id: string
  staff_id: string
  sign_in_name: string
  name: string
  role: Role
  unit: string | null
  disabled_at: number | null
  has_way_in: number
  invited_by: string | null
  inviter_disabled: number | null
  expires_at: number
  used_at: number | null
  revoked_at: number | null
}

const FIND = `SELECT invitations.id, invitations.staff_id, staff.sign_in_name, staff.name, staff.role, staff.unit,
    staff.disabled_at, staff.password_hash IS NOT NULL AS has_way_in, invited_by, inviter.disabled_at AS inviter_disabled,
    expires_at, used_at, revoked_at
  FROM invitations JOIN staff ON staff.id = invitations.staff_id LEFT JOIN staff AS inviter ON inviter.id = invited_by
  WHERE token_hash = ?`
const INSERT = `INSERT INTO invitations (id, token_hash, staff_id, invited_by, created_at, expires_at)
  SELECT ?, ?, staff.id, ?, ?, ?`
const WHILE_MADE = 'FROM staff WHERE id = ? AND version = ?'
const OPEN = `FROM invitations JOIN staff ON staff.id = invitations.staff_id
  WHERE invitations.id = ? AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ? AND staff.disabled_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM staff AS inviter WHERE inviter.id = invited_by AND inviter.disabled_at IS NOT NULL)`
const TAKE_UP = `UPDATE staff SET password_hash = ?, totp_sealed = ?, totp_last_step = ?, password_set_at = ?, version = version + 1
  WHERE id IN (SELECT staff.id`
const USE_UP = 'UPDATE invitations SET used_at = ? WHERE id IN (SELECT invitations.id'
const FORGET = 'DELETE FROM invitations WHERE expires_at < ?1'

export const findInvitation = (db: Database, tokenHash: string): Promise<InvitationRow | null> =>
  db.prepare(FIND).bind(tokenHash).first<InvitationRow>()

/** Holds for the account as it was just made, in its own batch. */
export const whileStaffIs = (staffId: string, version: number): Guard => ({
  from: WHILE_MADE,
  values: [staffId, version],
})

export type NewInvitation = { id: string; tokenHash: string; invitedBy: string | null; now: number; expiresAt: number }
/** An invitation for the one the guard finds in `staff`. */
export const insertInvitation = (db: Database, one: NewInvitation, guard: Guard): Statement =>
  db
    .prepare(INSERT + ' ' + guard.from)
    .bind(one.id, one.tokenHash, one.invitedBy, one.now, one.expiresAt, ...guard.values)

/** Holds while the invitation may be taken up. */
export const whileOpen = (id: string, now: number): Guard => ({ from: OPEN, values: [id, now] })

type WayIn = { passwordHash: string; totpSealed: string; step: number; setAt: number }
/** Gives the invited person password and code. */
export const takeUp = (db: Database, way: WayIn, guard: Guard): Statement =>
  db
    .prepare(TAKE_UP + ' ' + guard.from + ')')
    .bind(way.passwordHash, way.totpSealed, way.step, way.setAt, ...guard.values)

/** Last in its batch: the link opens nothing any more. */
export const useUpInvitation = (db: Database, now: number, guard: Guard): Statement =>
  db.prepare(USE_UP + ' ' + guard.from + ')').bind(now, ...guard.values)

/** Removes invitations that ended before then. */
export const deleteInvitations = (db: Database, before: number) => db.prepare(FORGET).bind(before).run()
