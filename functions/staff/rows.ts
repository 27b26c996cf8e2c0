import type { Role } from '../domain/staff.ts'
import type { Database } from '../http/app-types.ts'

export type StaffRow = {
  id: string
  sign_in_name: string
  name: string
  role: Role
  unit: string | null
  password_hash: string
  totp_sealed: string
  totp_last_step: number
  demo: number
  disabled_at: number | null
}

export type SessionRow = Pick<StaffRow, 'id' | 'name' | 'role' | 'unit' | 'demo'> & { seen_at: number }

const FIND_STAFF =
  'SELECT id, sign_in_name, name, role, unit, password_hash, totp_sealed, totp_last_step, demo, disabled_at FROM staff WHERE sign_in_name = ?'
const FIND_SESSION =
  'SELECT staff.id, staff.name, staff.role, staff.unit, staff.demo, sessions.seen_at FROM sessions JOIN staff ON staff.id = sessions.staff_id WHERE sessions.token_hash = ? AND sessions.expires_at > ? AND sessions.seen_at > ? AND staff.disabled_at IS NULL'
const RENEW_SESSION = 'UPDATE sessions SET seen_at = ? WHERE token_hash = ? AND seen_at < ?'
const DELETE_SESSION = 'DELETE FROM sessions WHERE token_hash = ?'
const DELETE_SESSIONS_OF = 'DELETE FROM sessions WHERE staff_id = ?'
const DELETE_OLD_SESSIONS = 'DELETE FROM sessions WHERE expires_at <= ? OR seen_at <= ?'
const INSERT_STAFF =
  'INSERT INTO staff (id, sign_in_name, name, role, unit, password_hash, totp_sealed, demo, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sign_in_name) DO NOTHING'
const DISABLE_STAFF = 'UPDATE staff SET disabled_at = ? WHERE id = ? AND disabled_at IS NULL'
const RESET_STAFF =
  'UPDATE staff SET password_hash = ?, totp_sealed = ?, totp_last_step = 0, disabled_at = NULL WHERE id = ?'
// The code's step is used up by the same statement that finds it unused.
const INSERT_SESSION =
  'INSERT INTO sessions (token_hash, staff_id, created_at, seen_at, expires_at) SELECT ?, id, ?, ?, ? FROM staff WHERE id = ? AND totp_last_step < ? AND disabled_at IS NULL'
const USE_UP_STEP =
  'UPDATE staff SET totp_last_step = ?, password_hash = ? WHERE id = ? AND totp_last_step < ? AND disabled_at IS NULL'

/** Holds while a staff name is free: for the rows that go with a new account. */
export const WHILE_NAME_IS_FREE = 'WHERE NOT EXISTS (SELECT 1 FROM staff WHERE sign_in_name = ?)'
/** Holds while the time step of a code is unused: for the rows that go with a sign-in. */
export const WHILE_STEP_IS_UNUSED = 'FROM staff WHERE id = ? AND totp_last_step < ? AND disabled_at IS NULL'

export const findStaff = (db: Database, signInName: string): Promise<StaffRow | null> =>
  db.prepare(FIND_STAFF).bind(signInName).first<StaffRow>()

/** The live session with this token hash: not signed out, not idle, not too old, its owner not disabled. */
export const findSession = (db: Database, hash: string, now: number, idleSince: number): Promise<SessionRow | null> =>
  db.prepare(FIND_SESSION).bind(hash, now, idleSince).first<SessionRow>()

export const renewSession = (db: Database, hash: string, now: number, olderThan: number) =>
  db.prepare(RENEW_SESSION).bind(now, hash, olderThan).run()

export const deleteSession = (db: Database, hash: string) => db.prepare(DELETE_SESSION).bind(hash)
export const deleteSessionsOf = (db: Database, staffId: string) => db.prepare(DELETE_SESSIONS_OF).bind(staffId)
export const deleteOldSessions = (db: Database, now: number, idleSince: number) =>
  db.prepare(DELETE_OLD_SESSIONS).bind(now, idleSince).run()

export const insertSession = (
  db: Database,
  session: { hash: string; staffId: string; now: number; expiresAt: number; step: number },
) =>
  db
    .prepare(INSERT_SESSION)
    .bind(session.hash, session.now, session.now, session.expiresAt, session.staffId, session.step)

export const recordUsedStep = (db: Database, staffId: string, step: number, passwordHash: string) =>
  db.prepare(USE_UP_STEP).bind(step, passwordHash, staffId, step)

export const insertStaff = (
  db: Database,
  row: Omit<StaffRow, 'totp_last_step' | 'disabled_at'> & { created_at: number },
) =>
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
      row.demo,
      row.created_at,
    )

export const recordDisabled = (db: Database, staffId: string, now: number) =>
  db.prepare(DISABLE_STAFF).bind(now, staffId)

export const recordReset = (db: Database, staffId: string, passwordHash: string, totpSealed: string) =>
  db.prepare(RESET_STAFF).bind(passwordHash, totpSealed, staffId)
