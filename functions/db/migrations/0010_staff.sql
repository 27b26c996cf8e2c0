-- A role of its own for who reads the audit log, and ways in beside password and code. SQLite changes no CHECK in
-- place, so the table is made anew; whoever is signed in signs in again.
DROP TABLE sessions;
CREATE TABLE staff_anew (
  id TEXT PRIMARY KEY,
  sign_in_name TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('moderator', 'handler', 'supervisor', 'editor', 'auditor', 'administrator')),
  unit TEXT,
  -- Both null: nobody signs in with a password here (invited, or passkeys only).
  password_hash TEXT,
  totp_sealed TEXT,
  totp_last_step INTEGER NOT NULL DEFAULT 0,
  -- 0: somebody else made it, and it is changed before anything else is done.
  password_set_at INTEGER NOT NULL DEFAULT 0,
  demo INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  disabled_at INTEGER,
  signed_in_at INTEGER,
  created_at INTEGER NOT NULL,
  CHECK ((password_hash IS NULL) = (totp_sealed IS NULL))
) STRICT;
INSERT INTO staff_anew (id, sign_in_name, name, role, unit, password_hash, totp_sealed, totp_last_step, password_set_at, demo, disabled_at, created_at)
  SELECT id, sign_in_name, name, role, unit, password_hash, totp_sealed, totp_last_step, created_at, demo, disabled_at, created_at FROM staff;
DROP TABLE staff;
ALTER TABLE staff_anew RENAME TO staff;

-- `id` names a session on the pages and opens nothing; `proved_at` is when its owner last showed a second factor.
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  staff_id TEXT NOT NULL REFERENCES staff (id),
  method TEXT NOT NULL CHECK (method IN ('password', 'recovery', 'passkey')),
  device TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  proved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_staff ON sessions (staff_id);

CREATE TABLE passkeys (
  id TEXT PRIMARY KEY,
  credential_id TEXT NOT NULL UNIQUE,
  staff_id TEXT NOT NULL REFERENCES staff (id),
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  counter INTEGER NOT NULL,
  transports TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX passkeys_by_staff ON passkeys (staff_id);

-- A code that was used is deleted.
CREATE TABLE recovery_codes (
  code_hash TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL REFERENCES staff (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_codes_by_staff ON recovery_codes (staff_id);

-- Passwords that were used before, where the profile forbids to take them again.
CREATE TABLE former_passwords (
  id TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL REFERENCES staff (id),
  password_hash TEXT NOT NULL,
  ended_at INTEGER NOT NULL
) STRICT;
CREATE INDEX former_passwords_by_staff ON former_passwords (staff_id, ended_at);

-- `invited_by` is null when the operator's command made it.
CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  staff_id TEXT NOT NULL REFERENCES staff (id),
  invited_by TEXT REFERENCES staff (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE INDEX invitations_by_staff ON invitations (staff_id, created_at);
