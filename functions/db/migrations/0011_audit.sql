-- The audit log as a chain: each row's link is an HMAC over the row and the link before it, under a key that is not in the
-- database (staff/seal-audit.ts). Rows are linked in the order they were written, soon after; links are only ever added.
CREATE TABLE audit_links (
  seq INTEGER PRIMARY KEY,
  audit_id TEXT NOT NULL UNIQUE,
  link TEXT NOT NULL,
  sealed_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER audit_links_unchangeable BEFORE UPDATE ON audit_links BEGIN
  SELECT RAISE(ABORT, 'links of the audit log are never changed');
END;
CREATE TRIGGER audit_links_undeletable BEFORE DELETE ON audit_links BEGIN
  SELECT RAISE(ABORT, 'links of the audit log are never deleted');
END;

-- What each check of the chain found; `finding` is null when it held, and then `seq` is how far it was followed.
CREATE TABLE audit_checks (
  checked_at INTEGER PRIMARY KEY,
  linked INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  head TEXT NOT NULL,
  finding TEXT,
  seq INTEGER NOT NULL,
  audit_id TEXT
) STRICT;

-- The auditor's filters: each walks an index that ends in the order of the list.
CREATE INDEX audit_events_by_staff ON audit_events (staff_id, happened_at DESC, id DESC);
CREATE INDEX audit_events_by_action ON audit_events (action, happened_at DESC, id DESC);

-- INSERT OR REPLACE deletes without asking the triggers that forbid it.
CREATE TRIGGER audit_events_irreplaceable BEFORE INSERT ON audit_events WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'audit rows are never replaced');
END;
CREATE TRIGGER audit_links_irreplaceable BEFORE INSERT ON audit_links
  WHEN EXISTS (SELECT 1 FROM audit_links WHERE seq = NEW.seq OR audit_id = NEW.audit_id) BEGIN
  SELECT RAISE(ABORT, 'links of the audit log are never replaced');
END;
CREATE TRIGGER audit_checks_unchangeable BEFORE UPDATE ON audit_checks BEGIN
  SELECT RAISE(ABORT, 'checks of the audit log are never changed');
END;
CREATE TRIGGER audit_checks_undeletable BEFORE DELETE ON audit_checks BEGIN
  SELECT RAISE(ABORT, 'checks of the audit log are never deleted');
END;
