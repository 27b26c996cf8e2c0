-- What the office changed of the shipped calendar (content/district/holidays.json): a day off, a working day, or the
-- day again as it is shipped; the row stays, so that a stale page is seen by its version.
CREATE TABLE calendar_days (
  day TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('off', 'working', 'shipped')),
  note TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  changed_by TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
