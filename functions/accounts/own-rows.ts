import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'

const COUNT_CODES = 'SELECT count(*) AS n FROM recovery_codes WHERE staff_id = ?'
const FORMER = 'SELECT password_hash FROM former_passwords WHERE staff_id = ? ORDER BY ended_at DESC LIMIT ?'
const PROVE = 'UPDATE sessions SET proved_at = ? WHERE id = ? AND EXISTS (SELECT 1 '
const SET_PASSWORD =
  'UPDATE staff SET password_hash = ?, password_set_at = ?, version = version + 1 WHERE id IN (SELECT staff.id '
const SET_TOTP =
  'UPDATE staff SET totp_sealed = ?, totp_last_step = ?, version = version + 1 WHERE id IN (SELECT staff.id '
const SET_BOTH = `UPDATE staff SET password_hash = ?, password_set_at = ?, totp_sealed = ?, totp_last_step = ?,
  version = version + 1 WHERE id IN (SELECT staff.id `
const KEEP_FORMER =
  'INSERT INTO former_passwords (id, staff_id, password_hash, ended_at) SELECT ?, staff.id, password_hash, ? '
const DROP_FORMER = `DELETE FROM former_passwords WHERE staff_id = ?1 AND id NOT IN
  (SELECT id FROM former_passwords WHERE staff_id = ?1 ORDER BY ended_at DESC LIMIT ?2)`
const END_OTHERS = 'DELETE FROM sessions WHERE id <> ? AND staff_id IN (SELECT staff.id '
const END_ONE = 'DELETE FROM sessions WHERE id = ? AND staff_id = ?'
const IS_MINE = 'FROM sessions WHERE id = ? AND staff_id = ?'

export const countRecoveryCodes = async (db: Database, staffId: string): Promise<number> =>
  (await db.prepare(COUNT_CODES).bind(staffId).first<{ n: number }>())?.n ?? 0

export const listFormerPasswords = async (db: Database, staffId: string, limit: number): Promise<string[]> =>
  (await db.prepare(FORMER).bind(staffId, limit).all<{ password_hash: string }>()).results.map(
    ({ password_hash: hash }) => hash,
  )

/** Marks the session as having shown a second factor now, while the guard of that factor holds. */
export const recordProof = (db: Database, sessionId: string, now: number, guard: Guard): Statement =>
  db.prepare(PROVE + guard.from + ')').bind(now, sessionId, ...guard.values)

export const setPassword = (db: Database, hash: string, now: number, guard: Guard): Statement =>
  db.prepare(SET_PASSWORD + guard.from + ')').bind(hash, now, ...guard.values)
export const setTotp = (db: Database, sealed: string, step: number, guard: Guard): Statement =>
  db.prepare(SET_TOTP + guard.from + ')').bind(sealed, step, ...guard.values)
export const setPasswordAndTotp = (
  db: Database,
  way: { hash: string; sealed: string; step: number; now: number },
  guard: Guard,
): Statement => db.prepare(SET_BOTH + guard.from + ')').bind(way.hash, way.now, way.sealed, way.step, ...guard.values)

/** Keeps the password that ends, and of all only the last so many. */
export const keepFormerPassword = (db: Database, staffId: string, now: number, keep: number, guard: Guard) => [
  db.prepare(KEEP_FORMER + guard.from).bind(crypto.randomUUID(), now, ...guard.values),
  db.prepare(DROP_FORMER).bind(staffId, keep),
]

export const endOtherSessions = (db: Database, sessionId: string, guard: Guard): Statement =>
  db.prepare(END_OTHERS + guard.from + ')').bind(sessionId, ...guard.values)
export const whileSessionIsMine = (id: string, staffId: string): Guard => ({ from: IS_MINE, values: [id, staffId] })
export const endSession = (db: Database, id: string, staffId: string): Statement =>
  db.prepare(END_ONE).bind(id, staffId)
