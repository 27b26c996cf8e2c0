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
-- Every change of a day, so that the calendar of any moment can be had again: deadlines counted before are told from those after.
CREATE TABLE calendar_changes (
  id INTEGER PRIMARY KEY,
  day TEXT NOT NULL,
  kind_before TEXT NOT NULL CHECK (kind_before IN ('off', 'working', 'shipped')),
  kind_after TEXT NOT NULL CHECK (kind_after IN ('off', 'working', 'shipped')),
  changed_at INTEGER NOT NULL
) STRICT;

-- 加急 and 反弹; from when a deadline's working hours count, and when they were counted last (null: when it was received).
ALTER TABLE tip_offs ADD COLUMN urgent_at INTEGER;
ALTER TABLE tip_offs ADD COLUMN rebound_of TEXT;
ALTER TABLE tip_offs ADD COLUMN rebound_unit TEXT;
ALTER TABLE tip_offs ADD COLUMN rebound_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tip_offs ADD COLUMN due_from INTEGER;
ALTER TABLE tip_offs ADD COLUMN due_counted_at INTEGER;
CREATE INDEX tip_offs_rebounds ON tip_offs (rebound_of) WHERE rebound_of IS NOT NULL;
-- A closed case is looked up by the cells of about a hundred metres around a place, or by its community.
CREATE INDEX tip_offs_closed_here ON tip_offs (category, CAST(lat * 1000 AS INTEGER), CAST(lng * 1000 AS INTEGER), closed_at)
  WHERE status = 'closed' AND lat IS NOT NULL;
CREATE INDEX tip_offs_closed_in_community ON tip_offs (community, category, closed_at) WHERE status = 'closed';
CREATE INDEX tip_offs_closed_by_time ON tip_offs (closed_at, id) WHERE status = 'closed';

CREATE TRIGGER tip_offs_due_counted AFTER UPDATE OF due_at ON tip_offs WHEN NEW.due_at <> OLD.due_at BEGIN
  UPDATE tip_offs SET due_from = NEW.changed_at, due_counted_at = NEW.changed_at WHERE id = NEW.id;
END;

-- One row for each stretch of time in which a unit had a case to mend by a deadline. `term` is the moment the unit got
-- it: sent back after checking, or with another deadline, it is the same term. `next_at`: when the next slip falls due;
-- null: none to come.
CREATE TABLE slip_watches (
  id INTEGER PRIMARY KEY,
  tip_off_id TEXT NOT NULL REFERENCES tip_offs (id),
  unit TEXT NOT NULL,
  term INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  held_from INTEGER NOT NULL,
  held_until INTEGER,
  next_colour TEXT NOT NULL DEFAULT 'white' CHECK (next_colour IN ('white', 'yellow', 'red')),
  next_at INTEGER,
  counted_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX slip_watches_next ON slip_watches (next_at, tip_off_id) WHERE next_at IS NOT NULL;
CREATE INDEX slip_watches_by_case ON slip_watches (tip_off_id, id);
CREATE INDEX slip_watches_counted ON slip_watches (counted_by) WHERE next_at IS NOT NULL AND next_colour <> 'white';

CREATE TRIGGER slip_watches_change AFTER UPDATE OF status, unit, due_at ON tip_offs
  WHEN NEW.status <> OLD.status OR NEW.unit IS NOT OLD.unit OR NEW.due_at <> OLD.due_at BEGIN
  -- What falls due no earlier than the unit let go of it never does.
  UPDATE slip_watches SET held_until = NEW.changed_at, next_at = CASE WHEN next_at < NEW.changed_at THEN next_at END
    WHERE tip_off_id = NEW.id AND held_until IS NULL;
  INSERT INTO slip_watches (tip_off_id, unit, term, due_at, held_from, next_at)
    SELECT NEW.id, NEW.unit,
      CASE WHEN OLD.status IN ('assigned', 'rectified', 'verified') AND OLD.unit IS NEW.unit
        THEN COALESCE((SELECT term FROM slip_watches WHERE tip_off_id = NEW.id ORDER BY id DESC LIMIT 1), NEW.changed_at)
        ELSE NEW.changed_at END,
      NEW.due_at, NEW.changed_at, MAX(NEW.due_at, NEW.changed_at)
    WHERE NEW.status = 'assigned' AND NEW.unit IS NOT NULL;
END;
CREATE TRIGGER slip_watches_begin AFTER INSERT ON tip_offs WHEN NEW.status = 'assigned' AND NEW.unit IS NOT NULL BEGIN
  INSERT INTO slip_watches (tip_off_id, unit, term, due_at, held_from, next_at)
    VALUES (NEW.id, NEW.unit, NEW.changed_at, NEW.due_at, NEW.changed_at, MAX(NEW.due_at, NEW.changed_at));
END;
-- The clock starts when it is installed: what was late long before is told of once, at its present colour.
INSERT INTO slip_watches (tip_off_id, unit, term, due_at, held_from, next_at)
  SELECT id, unit, changed_at, due_at, unixepoch() * 1000, MAX(due_at, unixepoch() * 1000)
  FROM tip_offs WHERE status = 'assigned' AND unit IS NOT NULL;

CREATE TABLE slip_counters (
  year TEXT NOT NULL,
  colour TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (year, colour)
) STRICT, WITHOUT ROWID;

-- 督办单. `deadline_at` is the deadline that was missed, `due_at` the working moment the slip fell due; issued_by null: the clock.
CREATE TABLE slips (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  tip_off_id TEXT NOT NULL REFERENCES tip_offs (id),
  unit TEXT NOT NULL,
  term INTEGER NOT NULL,
  colour TEXT NOT NULL CHECK (colour IN ('white', 'yellow', 'red')),
  deadline_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  overdue_days INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  issued_by TEXT,
  reason TEXT,
  note TEXT,
  note_by TEXT,
  noted_at INTEGER,
  acknowledged_by TEXT,
  acknowledged_at INTEGER,
  answer TEXT,
  answered_by TEXT,
  answered_at INTEGER,
  withdrawn_by TEXT,
  withdrawn_at INTEGER,
  withdrawn_reason TEXT,
  remark TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  state TEXT GENERATED ALWAYS AS (CASE WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN answered_at IS NOT NULL THEN 'answered'
    WHEN acknowledged_at IS NOT NULL THEN 'acknowledged' ELSE 'issued' END) VIRTUAL,
  UNIQUE (tip_off_id, term, colour)
) STRICT;
CREATE INDEX slips_by_time ON slips (due_at DESC, id DESC);
CREATE INDEX slips_by_unit ON slips (unit, due_at DESC, id DESC);
CREATE INDEX slips_by_colour ON slips (colour, due_at DESC, id DESC);
CREATE INDEX slips_by_state ON slips (state, due_at DESC, id DESC);

-- Rebounds by the day of the new tip-off, its kind and street, and the unit that had mended it; look-backs by their day.
CREATE TABLE rebound_tallies (
  day TEXT NOT NULL,
  category TEXT NOT NULL,
  street TEXT NOT NULL,
  unit TEXT NOT NULL,
  tip_offs INTEGER NOT NULL DEFAULT 0,
  look_backs INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, category, street, unit)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER tip_offs_counted_as_rebound AFTER UPDATE OF rebound_of ON tip_offs
  WHEN NEW.rebound_of IS NOT OLD.rebound_of BEGIN
  UPDATE tip_offs SET rebound_count = rebound_count - 1 WHERE id = OLD.rebound_of;
  UPDATE tip_offs SET rebound_count = rebound_count + 1 WHERE id = NEW.rebound_of;
  UPDATE rebound_tallies SET tip_offs = tip_offs - 1
    WHERE OLD.rebound_of IS NOT NULL AND day = date(OLD.received_at / 1000 + 28800, 'unixepoch')
      AND category = OLD.category AND street = OLD.street AND unit = COALESCE(OLD.rebound_unit, '');
  INSERT INTO rebound_tallies (day, category, street, unit, tip_offs)
    SELECT date(NEW.received_at / 1000 + 28800, 'unixepoch'), NEW.category, NEW.street, COALESCE(NEW.rebound_unit, ''), 1
    WHERE NEW.rebound_of IS NOT NULL
    ON CONFLICT (day, category, street, unit) DO UPDATE SET tip_offs = tip_offs + 1;
END;
-- A case put right (its kind or street was wrong) takes its place in the figures along.
CREATE TRIGGER tip_offs_rebound_moved AFTER UPDATE OF category, street ON tip_offs
  WHEN NEW.rebound_of IS NOT NULL AND OLD.rebound_of IS NEW.rebound_of
    AND (NEW.category <> OLD.category OR NEW.street <> OLD.street) BEGIN
  UPDATE rebound_tallies SET tip_offs = tip_offs - 1
    WHERE day = date(OLD.received_at / 1000 + 28800, 'unixepoch') AND category = OLD.category AND street = OLD.street
      AND unit = COALESCE(OLD.rebound_unit, '');
  INSERT INTO rebound_tallies (day, category, street, unit, tip_offs)
    VALUES (date(NEW.received_at / 1000 + 28800, 'unixepoch'), NEW.category, NEW.street, COALESCE(NEW.rebound_unit, ''), 1)
    ON CONFLICT (day, category, street, unit) DO UPDATE SET tip_offs = tip_offs + 1;
END;

-- 回头看: a sample of closed cases, looked at again after some weeks. A closing is looked back on once.
CREATE TABLE look_backs (
  id TEXT PRIMARY KEY,
  tip_off_id TEXT NOT NULL REFERENCES tip_offs (id),
  closed_at INTEGER NOT NULL,
  month TEXT NOT NULL,
  unit TEXT NOT NULL,
  category TEXT NOT NULL,
  street TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'held', 'rebounded', 'dropped')),
  due_at INTEGER NOT NULL,
  picked_at INTEGER NOT NULL,
  looked_by TEXT,
  looked_at INTEGER,
  note TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (tip_off_id, closed_at)
) STRICT;
CREATE INDEX look_backs_by_state ON look_backs (state, due_at, id);
CREATE INDEX look_backs_by_unit ON look_backs (unit, state, due_at, id);
CREATE INDEX look_backs_by_month ON look_backs (month, unit);
CREATE TABLE look_back_photos (
  id TEXT PRIMARY KEY,
  look_back_id TEXT NOT NULL REFERENCES look_backs (id),
  storage_key TEXT NOT NULL UNIQUE,
  media_type TEXT NOT NULL,
  byte_size INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  UNIQUE (look_back_id, sha256)
) STRICT, WITHOUT ROWID;
-- A case opened again before anybody looked needs no look.
CREATE TRIGGER look_backs_dropped AFTER UPDATE OF closed_at ON tip_offs
  WHEN OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT OLD.closed_at BEGIN
  UPDATE look_backs SET state = 'dropped', version = version + 1
    WHERE tip_off_id = NEW.id AND closed_at = OLD.closed_at AND state = 'open';
END;
CREATE TRIGGER look_backs_counted AFTER UPDATE OF state ON look_backs
  WHEN NEW.state = 'rebounded' AND OLD.state <> 'rebounded' BEGIN
  INSERT INTO rebound_tallies (day, category, street, unit, look_backs)
    VALUES (date(NEW.looked_at / 1000 + 28800, 'unixepoch'), NEW.category, NEW.street, NEW.unit, 1)
    ON CONFLICT (day, category, street, unit) DO UPDATE SET look_backs = look_backs + 1;
END;
