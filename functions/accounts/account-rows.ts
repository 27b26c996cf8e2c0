import type { Guard } from '../db/guard.ts'
import type { Role } from '../domain/staff.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type AccountRow = {
  id: string
  sign_in_name: string
  name: string
  role: Role
  unit: string | null
  has_password: number
  passkeys: number
  demo: number
  version: number
  created_at: number
  signed_in_at: number | null
  disabled_at: number | null
  invited_until: number | null
}
export type SessionOfRow = { id: string; device: string; method: string; created_at: number; seen_at: number }

const COLUMNS = `SELECT id, sign_in_name, name, role, unit, password_hash IS NOT NULL AS has_password,
    (SELECT count(*) FROM passkeys WHERE staff_id = staff.id) AS passkeys, demo, version, created_at, signed_in_at, disabled_at,
    (SELECT max(expires_at) FROM invitations WHERE staff_id = staff.id AND used_at IS NULL AND revoked_at IS NULL) AS invited_until
  FROM staff`
/** Whether an account can be signed in to. */
const HAS_WAY_IN = '(password_hash IS NOT NULL OR EXISTS (SELECT 1 FROM passkeys WHERE staff_id = staff.id))'
const LIST = `${COLUMNS} WHERE (?1 = '' OR role = ?1) AND (?2 = '' OR unit = ?2)
    AND (?3 = '' OR (?3 = 'disabled') = (disabled_at IS NOT NULL))
    AND (?3 NOT IN ('active', 'invited') OR (?3 = 'active') = ${HAS_WAY_IN})
    AND (?4 = '' OR instr(name, ?4) > 0 OR instr(sign_in_name, lower(?4)) > 0)
  ORDER BY disabled_at IS NOT NULL, sign_in_name LIMIT 500`
const FIND = `${COLUMNS} WHERE id = ?`
const SESSIONS = `SELECT id, device, method, created_at, seen_at FROM sessions
  WHERE staff_id = ? AND expires_at > ? AND seen_at > ? ORDER BY seen_at DESC LIMIT 50`
// For somebody else, by who may: so an administrator always stays, even when two disable each other at once.
const MOVABLE = `FROM staff WHERE staff.id = ? AND staff.version = ? AND staff.id <> ?
  AND EXISTS (SELECT 1 FROM staff AS actor WHERE actor.id = ? AND actor.role = 'administrator' AND actor.disabled_at IS NULL)`
const PERSON = 'FROM staff WHERE staff.id = ? AND disabled_at IS NULL'
const PERSON_WITH = 'FROM staff WHERE staff.id = ? AND password_hash IS ? AND disabled_at IS NULL'
const CHANGE_PLACE = 'UPDATE staff SET role = ?, unit = ?, version = version + 1 WHERE id IN (SELECT staff.id '
const DISABLE = 'UPDATE staff SET disabled_at = ?, version = version + 1 WHERE id IN (SELECT staff.id '
const ENABLE = 'UPDATE staff SET disabled_at = NULL, version = version + 1 WHERE id IN (SELECT staff.id '
const EMPTY = `UPDATE staff SET password_hash = NULL, totp_sealed = NULL, totp_last_step = 0, password_set_at = 0,
  version = version + 1 WHERE id IN (SELECT staff.id `
const TOUCH = 'UPDATE staff SET version = version + 1 WHERE id IN (SELECT staff.id '
const END_SESSIONS = 'DELETE FROM sessions WHERE staff_id IN (SELECT staff.id '
const DELETE_PASSKEYS = 'DELETE FROM passkeys WHERE staff_id IN (SELECT staff.id '
const DELETE_CODES = 'DELETE FROM recovery_codes WHERE staff_id IN (SELECT staff.id '
const REVOKE =
  'UPDATE invitations SET revoked_at = ? WHERE used_at IS NULL AND revoked_at IS NULL AND staff_id IN (SELECT staff.id '
const INSERT_CODES =
  'INSERT INTO recovery_codes (code_hash, staff_id) SELECT codes.value, owner.id FROM json_each(?) AS codes JOIN (SELECT staff.id '

export type AccountFilter = { role: string; unit: string; state: string; q: string }
export const listAccounts = async (db: Database, { role, unit, state, q }: AccountFilter): Promise<AccountRow[]> =>
  (await db.prepare(LIST).bind(role, unit, state, q).all<AccountRow>()).results

export const findAccount = (db: Database, id: string): Promise<AccountRow | null> =>
  db.prepare(FIND).bind(id).first<AccountRow>()

/** The live sessions of a person, the one used last first. */
export const listSessions = async (db: Database, staffId: string, now: number, idleSince: number) =>
  (await db.prepare(SESSIONS).bind(staffId, now, idleSince).all<SessionOfRow>()).results

/** Holds while nobody changed the account since it was read, and the one who acts is another, an administrator still. */
export const whileMovable = (id: string, version: number, by: string): Guard => ({
  from: MOVABLE,
  values: [id, version, by, by],
})
/** Holds for a person of one's own account, while it is not disabled. */
export const whileEnabled = (id: string): Guard => ({ from: PERSON, values: [id] })
/** As `whileEnabled`, and while the password is the one that was checked. */
export const whilePasswordIs = (id: string, hash: string | null): Guard => ({ from: PERSON_WITH, values: [id, hash] })

export const changePlace = (db: Database, role: Role, unit: string | null, guard: Guard): Statement =>
  db.prepare(CHANGE_PLACE + guard.from + ')').bind(role, unit, ...guard.values)
export const disableAccount = (db: Database, now: number, guard: Guard): Statement =>
  db.prepare(DISABLE + guard.from + ')').bind(now, ...guard.values)
export const enableAccount = (db: Database, guard: Guard): Statement =>
  db.prepare(ENABLE + guard.from + ')').bind(...guard.values)
export const touchAccount = (db: Database, guard: Guard): Statement =>
  db.prepare(TOUCH + guard.from + ')').bind(...guard.values)
/** Takes password and code; the last of its batch. */
export const emptyAccount = (db: Database, guard: Guard): Statement =>
  db.prepare(EMPTY + guard.from + ')').bind(...guard.values)
export const endSessions = (db: Database, guard: Guard): Statement =>
  db.prepare(END_SESSIONS + guard.from + ')').bind(...guard.values)
export const deletePasskeysOf = (db: Database, guard: Guard): Statement =>
  db.prepare(DELETE_PASSKEYS + guard.from + ')').bind(...guard.values)
export const deleteRecoveryCodes = (db: Database, guard: Guard): Statement =>
  db.prepare(DELETE_CODES + guard.from + ')').bind(...guard.values)
export const revokeInvitations = (db: Database, now: number, guard: Guard): Statement =>
  db.prepare(REVOKE + guard.from + ')').bind(now, ...guard.values)
export const insertRecoveryCodes = (db: Database, hashes: string[], guard: Guard): Statement =>
  db.prepare(INSERT_CODES + guard.from + ') AS owner').bind(JSON.stringify(hashes), ...guard.values)
