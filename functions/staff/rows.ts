import type { Guard } from '../db/guard.ts'
import type { Role } from '../domain/staff.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type StaffRow = {
  id: string
  sign_in_name: string
  name: string
  role: Role
  unit: string | null
  /** Both null: signs in with a passkey, or not yet. */
  password_hash: string | null
  totp_sealed: string | null
  password_set_at: number
  demo: number
  version: number
  disabled_at: number | null
}

export type SessionRow = Pick<StaffRow, 'name' | 'role' | 'unit' | 'demo' | 'password_set_at'> & {
  id: string
  session_id: string
  method: 'password' | 'recovery' | 'passkey'
  seen_at: number
  proved_at: number
}

const COLUMNS =
  'SELECT id, sign_in_name, name, role, unit, password_hash, totp_sealed, password_set_at, demo, version, disabled_at FROM staff'
const FIND_STAFF = `${COLUMNS} WHERE sign_in_name = ?`
const FIND_BY_ID = `${COLUMNS} WHERE id = ?`
const FIND_SESSION =
  'SELECT staff.id, staff.name, staff.role, staff.unit, staff.demo, staff.password_set_at, sessions.id AS session_id, sessions.method, sessions.seen_at, sessions.proved_at FROM sessions JOIN staff ON staff.id = sessions.staff_id WHERE sessions.token_hash = ? AND sessions.expires_at > ? AND sessions.seen_at > ? AND staff.disabled_at IS NULL'
const RENEW_SESSION = 'UPDATE sessions SET seen_at = ? WHERE token_hash = ? AND seen_at < ?'
const DELETE_SESSION = 'DELETE FROM sessions WHERE token_hash = ?'
const DELETE_SESSIONS_OF = 'DELETE FROM sessions WHERE staff_id = ?'
const DELETE_OLD_SESSIONS = 'DELETE FROM sessions WHERE expires_at <= ? OR seen_at <= ?'
const INSERT_STAFF =
  'INSERT INTO staff (id, sign_in_name, name, role, unit, password_hash, totp_sealed, password_set_at, demo, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sign_in_name) DO NOTHING'
const DISABLE_STAFF = 'UPDATE staff SET disabled_at = ?, version = version + 1 WHERE id = ? AND disabled_at IS NULL'
const RESET_STAFF =
  'UPDATE staff SET password_hash = ?, totp_sealed = ?, totp_last_step = 0, password_set_at = 0, disabled_at = NULL, version = version + 1 WHERE id = ?'
const DELETE_PASSKEYS_OF = 'DELETE FROM passkeys WHERE staff_id = ?'
const DELETE_CODES_OF = 'DELETE FROM recovery_codes WHERE staff_id = ?'
const REVOKE_INVITATIONS =
  'UPDATE invitations SET revoked_at = ? WHERE staff_id = ? AND used_at IS NULL AND revoked_at IS NULL'
const INSERT_SESSION =
  'INSERT INTO sessions (token_hash, id, staff_id, method, device, created_at, seen_at, expires_at, proved_at) SELECT ?, ?, staff.id, ?, ?, ?, ?, ?, ?'
const SIGNED_IN = 'UPDATE staff SET signed_in_at = ? WHERE id IN (SELECT staff.id'
const STEP_UNUSED = 'FROM staff WHERE staff.id = ? AND totp_last_step < ? AND password_hash = ? AND disabled_at IS NULL'
// The code's step is used up by the same statement that finds it unused.
const USE_UP_STEP =
  'UPDATE staff SET totp_last_step = ?2, password_hash = ?4 WHERE id = ?1 AND totp_last_step < ?2 AND password_hash = ?3 AND disabled_at IS NULL'
const CODE_UNUSED =
  'FROM staff WHERE staff.id = ? AND EXISTS (SELECT 1 FROM recovery_codes WHERE staff_id = staff.id AND code_hash = ?) AND password_hash = ? AND disabled_at IS NULL'
const USE_UP_CODE =
  'DELETE FROM recovery_codes WHERE staff_id = ?1 AND code_hash = ?2 AND EXISTS (SELECT 1 FROM staff WHERE id = ?1 AND password_hash = ?3 AND disabled_at IS NULL)'

/** Holds while a staff name is free: for the rows that go with a new account. */
export const WHILE_NAME_IS_FREE = 'WHERE NOT EXISTS (SELECT 1 FROM staff WHERE sign_in_name = ?)'
/** Holds while the time step of a code is unused, for the account and password it was checked with. */
export const whileStepIsUnused = (staffId: string, step: number, passwordHash: string): Guard => ({
  from: STEP_UNUSED,
  values: [staffId, step, passwordHash],
})
/** Holds while a recovery code is unused, likewise. */
export const whileCodeIsUnused = (staffId: string, codeHash: string, passwordHash: string): Guard => ({
  from: CODE_UNUSED,
  values: [staffId, codeHash, passwordHash],
})

export const findStaff = (db: Database, signInName: string): Promise<StaffRow | null> =>
  db.prepare(FIND_STAFF).bind(signInName).first<StaffRow>()

export const findStaffById = (db: Database, id: string): Promise<StaffRow | null> =>
  db.prepare(FIND_BY_ID).bind(id).first<StaffRow>()

/** The live session with this token hash: not signed out, not idle, not too old, its owner not disabled. */
export const findSession = (db: Database, hash: string, now: number, idleSince: number): Promise<SessionRow | null> =>
  db.prepare(FIND_SESSION).bind(hash, now, idleSince).first<SessionRow>()

export const renewSession = (db: Database, hash: string, now: number, olderThan: number) =>
  db.prepare(RENEW_SESSION).bind(now, hash, olderThan).run()

export const deleteSession = (db: Database, hash: string) => db.prepare(DELETE_SESSION).bind(hash)
export const deleteSessionsOf = (db: Database, staffId: string) => db.prepare(DELETE_SESSIONS_OF).bind(staffId)
export const deleteOldSessions = (db: Database, now: number, idleSince: number) =>
  db.prepare(DELETE_OLD_SESSIONS).bind(now, idleSince).run()

type NewSession = { hash: string; id: string; method: string; device: string; now: number; expiresAt: number }
/** Opens a session for the one the guard finds in `staff`. */
export const insertSession = (db: Database, session: NewSession, guard: Guard): Statement =>
  db
    .prepare(INSERT_SESSION + ' ' + guard.from)
    .bind(
      session.hash,
      session.id,
      session.method,
      session.device,
      session.now,
      session.now,
      session.expiresAt,
      session.now,
      ...guard.values,
    )
export const recordSignedIn = (db: Database, now: number, guard: Guard): Statement =>
  db.prepare(SIGNED_IN + ' ' + guard.from + ')').bind(now, ...guard.values)

export const recordUsedStep = (db: Database, staffId: string, step: number, passwordHash: string, newHash: string) =>
  db.prepare(USE_UP_STEP).bind(staffId, step, passwordHash, newHash)
export const deleteRecoveryCode = (db: Database, staffId: string, codeHash: string, passwordHash: string) =>
  db.prepare(USE_UP_CODE).bind(staffId, codeHash, passwordHash)

export type NewStaffRow = Omit<StaffRow, 'disabled_at' | 'version'> & { created_at: number }
export const insertStaff = (db: Database, row: NewStaffRow): Statement =>
  db
    .prepare(INSERT_STAFF)
    .bind(
      row.id,
      row.sign_in_name,
      row.name,
      row.role,
      row.unit,
      row.password_hash,
      row.totp_sealed,
      row.password_set_at,
      row.demo,
      row.created_at,
    )

export const recordDisabled = (db: Database, staffId: string, now: number) =>
  db.prepare(DISABLE_STAFF).bind(now, staffId)

export const recordReset = (db: Database, staffId: string, passwordHash: string, totpSealed: string) =>
  db.prepare(RESET_STAFF).bind(passwordHash, totpSealed, staffId)

/** Every way in but password and code: passkeys, recovery codes, open invitations, sessions. */
export const deleteOtherWaysIn = (db: Database, staffId: string, now: number): Statement[] => [
  db.prepare(DELETE_PASSKEYS_OF).bind(staffId),
  db.prepare(DELETE_CODES_OF).bind(staffId),
  db.prepare(REVOKE_INVITATIONS).bind(now, staffId),
  db.prepare(DELETE_SESSIONS_OF).bind(staffId),
]
