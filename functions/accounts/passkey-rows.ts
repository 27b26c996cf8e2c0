import type { Guard } from '../db/guard.ts'
import type { Role } from '../domain/staff.ts'
import type { Database, Statement } from '../http/app-types.ts'
import type { SpentChallenge } from './passkey-challenge.ts'
import type { NewPasskey } from './webauthn.ts'

export type PasskeyRow = {
  id: string
  credential_id: string
  staff_id: string
  name: string
  transports: string
  created_at: number
  used_at: number | null
}
export type PasskeyOwnerRow = {
  id: string
  credential_id: string
  public_key: string
  counter: number
  staff_id: string
  sign_in_name: string
  name: string
  role: Role
  unit: string | null
  demo: number
  disabled_at: number | null
}

const LIST = `SELECT id, credential_id, staff_id, name, transports, created_at, used_at FROM passkeys
  WHERE staff_id = ? ORDER BY created_at, id`
const OWNER = `SELECT passkeys.id, credential_id, public_key, counter, staff_id, sign_in_name, staff.name, role, unit, demo,
    disabled_at
  FROM passkeys JOIN staff ON staff.id = staff_id WHERE credential_id = ?`
const INSERT = `INSERT INTO passkeys (id, credential_id, staff_id, name, public_key, counter, transports, created_at)
  SELECT ?, ?, staff.id, ?, ?, ?, ?, ?`
const SPEND = 'INSERT INTO used_challenges (id, expires_at) VALUES (?, ?)'
const UNUSED = `FROM passkeys JOIN staff ON staff.id = passkeys.staff_id
  WHERE passkeys.id = ? AND passkeys.counter = ? AND staff.disabled_at IS NULL`
const USE = 'UPDATE passkeys SET counter = ?, used_at = ? WHERE id IN (SELECT passkeys.id '
const OWN = 'FROM passkeys WHERE passkeys.id = ? AND passkeys.staff_id = ?'
const REMOVABLE = `FROM passkeys JOIN staff ON staff.id = passkeys.staff_id WHERE passkeys.id = ? AND passkeys.staff_id = ?
  AND (staff.password_hash IS NOT NULL OR EXISTS
    (SELECT 1 FROM passkeys AS other WHERE other.staff_id = staff.id AND other.id <> passkeys.id))`
const RENAME = 'UPDATE passkeys SET name = ? WHERE id IN (SELECT passkeys.id '
const REMOVE = 'DELETE FROM passkeys WHERE id IN (SELECT passkeys.id '

export const listPasskeys = async (db: Database, staffId: string): Promise<PasskeyRow[]> =>
  (await db.prepare(LIST).bind(staffId).all<PasskeyRow>()).results

/** The passkey a browser names, and whose it is. */
export const findPasskeyOwner = (db: Database, credentialId: string): Promise<PasskeyOwnerRow | null> =>
  db.prepare(OWNER).bind(credentialId).first<PasskeyOwnerRow>()

/** A passkey for the one the guard finds in `staff`. */
export const insertPasskey = (db: Database, id: string, name: string, key: NewPasskey, now: number, guard: Guard) =>
  db
    .prepare(INSERT + ' ' + guard.from)
    .bind(id, key.credentialId, name, key.publicKey, key.counter, key.transports, now, ...guard.values)

/** Fails its whole batch when the challenge was spent before (`used_challenges.id`). */
export const spendChallenge = (db: Database, { id, expiresAt }: SpentChallenge): Statement =>
  db.prepare(SPEND).bind(id, expiresAt)

/** Holds while the passkey has been used no further than it was read, and its owner is not disabled. */
export const whileUnused = (id: string, counter: number): Guard => ({ from: UNUSED, values: [id, counter] })
export const recordUse = (db: Database, counter: number, now: number, guard: Guard): Statement =>
  db.prepare(USE + guard.from + ')').bind(counter, now, ...guard.values)

/** Holds while the passkey is this person's. */
export const whileOwn = (id: string, staffId: string): Guard => ({ from: OWN, values: [id, staffId] })
/** Holds while it is theirs, and there is another way in. */
export const whileRemovable = (id: string, staffId: string): Guard => ({ from: REMOVABLE, values: [id, staffId] })
export const renamePasskey = (db: Database, name: string, guard: Guard): Statement =>
  db.prepare(RENAME + guard.from + ')').bind(name, ...guard.values)
export const removePasskey = (db: Database, guard: Guard): Statement =>
  db.prepare(REMOVE + guard.from + ')').bind(...guard.values)
