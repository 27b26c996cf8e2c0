-- One draw for the closings of each week, named by its Monday: what was drawn is never drawn otherwise, whatever becomes
-- of the cases since. `closed` is how many it was drawn from.
CREATE TABLE look_back_draws (
  week TEXT PRIMARY KEY,
  closed INTEGER NOT NULL,
  picked INTEGER NOT NULL,
  drawn_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the phone that sent it calls it, so that it is taken once.
ALTER TABLE look_back_photos ADD COLUMN sent_key TEXT;
CREATE UNIQUE INDEX look_back_photos_sent ON look_back_photos (sent_key) WHERE sent_key IS NOT NULL;

-- Why a day of the calendar was changed, and by whom: each change, not only the last.
ALTER TABLE calendar_changes ADD COLUMN note TEXT;
ALTER TABLE calendar_changes ADD COLUMN changed_by TEXT;
CREATE INDEX calendar_changes_by_day ON calendar_changes (day, id);
