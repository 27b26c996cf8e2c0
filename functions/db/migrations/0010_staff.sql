-- A role of its own for who reads the audit log. SQLite changes no CHECK in place, so the table is made anew;
-- whoever is signed in signs in again.
DELETE FROM sessions;
CREATE TABLE staff_anew (
  id TEXT PRIMARY KEY,
  sign_in_name TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('moderator', 'handler', 'supervisor', 'editor', 'auditor', 'administrator')),
  unit TEXT,
  password_hash TEXT NOT NULL,
  totp_sealed TEXT NOT NULL,
  totp_last_step INTEGER NOT NULL DEFAULT 0,
  demo INTEGER NOT NULL DEFAULT 0,
  disabled_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO staff_anew SELECT id, sign_in_name, name, role, unit, password_hash, totp_sealed, totp_last_step, demo, disabled_at, created_at FROM staff;
DROP TABLE staff;
ALTER TABLE staff_anew RENAME TO staff;
