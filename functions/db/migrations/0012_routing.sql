-- Which unit a case goes to, by ordered rules; the list has one version, so that two who change it at once do not mix it up.
CREATE TABLE routing_rules (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  matter TEXT NOT NULL CHECK (matter IN ('any', 'group', 'category')),
  matter_id TEXT,
  place TEXT NOT NULL CHECK (place IN ('anywhere', 'grid', 'community', 'street', 'place_kind')),
  place_id TEXT,
  unit TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX routing_rules_in_order ON routing_rules (position, id) WHERE ended_at IS NULL;
CREATE TABLE routing_list (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  version INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
INSERT INTO routing_list VALUES (1, 1, 0);

-- The way of a case between units: since when the present one has it, how often it left one, whether it may take longer.
ALTER TABLE tip_offs ADD COLUMN grid TEXT;
ALTER TABLE tip_offs ADD COLUMN assigned_at INTEGER;
ALTER TABLE tip_offs ADD COLUMN transfers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tip_offs ADD COLUMN extension_until INTEGER;
ALTER TABLE tip_offs ADD COLUMN extended_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tip_offs ADD COLUMN backlogged_at INTEGER;
ALTER TABLE tip_offs ADD COLUMN backlog_until INTEGER;
ALTER TABLE tip_offs ADD COLUMN due_before_backlog INTEGER;
ALTER TABLE tip_offs ADD COLUMN split_from TEXT;
CREATE INDEX tip_offs_split_off ON tip_offs (split_from) WHERE split_from IS NOT NULL;
CREATE INDEX tip_offs_merged_into ON tip_offs (merged_into) WHERE merged_into IS NOT NULL;
UPDATE tip_offs SET assigned_at = (SELECT MAX(happened_at) FROM tip_off_events
    WHERE tip_off_id = tip_offs.id AND kind = 'assign')
  WHERE status IN ('assigned', 'rectified', 'verified');

-- Units that help (协办). State and deadline stand here as well, kept by the trigger: a unit's list reads its own rows only.
CREATE TABLE tip_off_joint_units (
  tip_off_id TEXT NOT NULL REFERENCES tip_offs (id),
  unit TEXT NOT NULL,
  joined_at INTEGER NOT NULL,
  open INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  PRIMARY KEY (tip_off_id, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX tip_off_joint_units_queue ON tip_off_joint_units (unit, due_at, tip_off_id) WHERE open = 1;
CREATE TRIGGER tip_off_joint_units_follow AFTER UPDATE OF status, due_at ON tip_offs
  WHEN NEW.status <> OLD.status OR NEW.due_at <> OLD.due_at BEGIN
  UPDATE tip_off_joint_units
    SET due_at = NEW.due_at, open = NEW.status IN ('received', 'accepted', 'assigned', 'rectified', 'verified')
    WHERE tip_off_id = NEW.id;
END;
