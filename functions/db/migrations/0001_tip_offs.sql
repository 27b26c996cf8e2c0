-- Times are epoch milliseconds; a resident's times are cut to the minute before they get here (an anonymous case keeps no second).
CREATE TABLE tip_offs (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  door TEXT NOT NULL CHECK (door IN ('problem', 'praise')),
  status TEXT NOT NULL CHECK (status IN ('received', 'accepted', 'assigned', 'rectified', 'verified', 'closed', 'rejected', 'merged', 'withdrawn')),
  version INTEGER NOT NULL DEFAULT 1,
  receipt_hash TEXT NOT NULL UNIQUE,
  category TEXT NOT NULL,
  place_kind TEXT,
  street TEXT NOT NULL,
  community TEXT NOT NULL,
  landmark TEXT NOT NULL,
  lng REAL,
  lat REAL,
  accuracy_m INTEGER,
  text TEXT NOT NULL,
  contact_sealed TEXT,
  solved INTEGER NOT NULL DEFAULT 0,
  photo_count INTEGER NOT NULL DEFAULT 0,
  me_too_count INTEGER NOT NULL DEFAULT 0,
  question_open INTEGER NOT NULL DEFAULT 0,
  unit TEXT,
  due_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  rectified_by TEXT,
  closed_at INTEGER,
  rating TEXT CHECK (rating IN ('mended', 'partly', 'not_mended')),
  reopened_count INTEGER NOT NULL DEFAULT 0,
  merged_into TEXT,
  published_at INTEGER,
  public_text TEXT,
  public_before_key TEXT,
  public_after_key TEXT,
  -- A category's id begins with its group's: the board's filter by group needs no list of categories.
  category_group TEXT GENERATED ALWAYS AS (substr(category, 1, instr(category, '-') - 1)) VIRTUAL
) STRICT;

CREATE INDEX tip_offs_queue ON tip_offs (due_at, id) WHERE status IN ('received', 'accepted', 'assigned', 'rectified', 'verified');
CREATE INDEX tip_offs_by_status ON tip_offs (status, due_at, id);
CREATE INDEX tip_offs_by_unit ON tip_offs (unit, status, due_at, id) WHERE unit IS NOT NULL;
CREATE INDEX tip_offs_unit_queue ON tip_offs (unit, due_at, id) WHERE status IN ('received', 'accepted', 'assigned', 'rectified', 'verified');
CREATE INDEX tip_offs_board ON tip_offs (published_at DESC, id DESC) WHERE published_at IS NOT NULL;
-- Each filter of the board walks an index that ends in its order, so a page reads its own rows and no others.
CREATE INDEX tip_offs_board_by_door ON tip_offs (door, published_at DESC, id DESC) WHERE published_at IS NOT NULL;
CREATE INDEX tip_offs_board_by_group ON tip_offs (category_group, published_at DESC, id DESC) WHERE published_at IS NOT NULL;
CREATE INDEX tip_offs_board_by_street ON tip_offs (street, published_at DESC, id DESC) WHERE published_at IS NOT NULL;
CREATE INDEX tip_offs_board_by_street_and_group ON tip_offs (street, category_group, published_at DESC, id DESC) WHERE published_at IS NOT NULL;
CREATE INDEX tip_offs_nearby ON tip_offs (community, category, received_at);

CREATE TABLE tip_off_events (
  id TEXT PRIMARY KEY,
  tip_off_id TEXT NOT NULL REFERENCES tip_offs (id),
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  from_status TEXT,
  to_status TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (actor IN ('reporter', 'staff', 'system')),
  staff_id TEXT,
  unit TEXT,
  said TEXT,
  note TEXT,
  happened_at INTEGER NOT NULL,
  UNIQUE (tip_off_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE photos (
  id TEXT PRIMARY KEY,
  tip_off_id TEXT NOT NULL REFERENCES tip_offs (id),
  kind TEXT NOT NULL CHECK (kind IN ('before', 'after')),
  position INTEGER NOT NULL,
  storage_key TEXT NOT NULL UNIQUE,
  media_type TEXT NOT NULL,
  byte_size INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  public_key TEXT,
  public_thumb_key TEXT,
  redacted_by TEXT,
  redacted_at INTEGER,
  UNIQUE (tip_off_id, kind, position)
) STRICT, WITHOUT ROWID;
-- Partial, so that a photo that is not public (nearly all of them) costs these two no row.
CREATE UNIQUE INDEX photos_by_public_key ON photos (public_key) WHERE public_key IS NOT NULL;
CREATE UNIQUE INDEX photos_by_public_thumb_key ON photos (public_thumb_key) WHERE public_thumb_key IS NOT NULL;

-- One row for each acknowledged submission: the same key again gives the same receipt, another body is refused.
CREATE TABLE submissions (
  key_hash TEXT PRIMARY KEY,
  body_hash TEXT NOT NULL,
  tip_off_id TEXT NOT NULL,
  filed_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  id TEXT PRIMARY KEY,
  sign_in_name TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('moderator', 'handler', 'supervisor', 'editor', 'administrator')),
  unit TEXT,
  password_hash TEXT NOT NULL,
  totp_sealed TEXT NOT NULL,
  totp_last_step INTEGER NOT NULL DEFAULT 0,
  demo INTEGER NOT NULL DEFAULT 0,
  disabled_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL REFERENCES staff (id),
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What staff did. Rows are only ever added (triggers below); kept at least 184 days (CSL art. 23).
CREATE TABLE audit_events (
  id TEXT PRIMARY KEY,
  happened_at INTEGER NOT NULL,
  staff_id TEXT,
  role TEXT,
  action TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  result TEXT NOT NULL,
  request_id TEXT NOT NULL,
  detail TEXT
) STRICT;
CREATE INDEX audit_events_by_time ON audit_events (happened_at DESC, id DESC);
CREATE INDEX audit_events_by_object ON audit_events (object_kind, object_id, happened_at);

CREATE TRIGGER audit_events_unchangeable BEFORE UPDATE ON audit_events BEGIN
  SELECT RAISE(ABORT, 'audit rows are never changed');
END;
CREATE TRIGGER audit_events_undeletable BEFORE DELETE ON audit_events BEGIN
  SELECT RAISE(ABORT, 'audit rows are never deleted');
END;

CREATE TABLE outbox_messages (
  id TEXT PRIMARY KEY,
  topic TEXT NOT NULL,
  audience TEXT NOT NULL,
  tip_off_number TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'not_sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  sent_at INTEGER
) STRICT;
CREATE INDEX outbox_messages_due ON outbox_messages (next_attempt_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_messages_by_time ON outbox_messages (created_at DESC, id DESC);

-- Fixed windows for every limit; the key is an HMAC salted by the day, so no address is kept.
CREATE TABLE limits (
  key TEXT PRIMARY KEY,
  window_started_at INTEGER NOT NULL,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX limits_by_age ON limits (window_started_at);

-- Proof-of-work challenges that were used, until they would have expired anyway.
CREATE TABLE used_challenges (
  id TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Case numbers count up within a day.
CREATE TABLE case_counters (
  day TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE job_runs (
  name TEXT PRIMARY KEY,
  last_run_at INTEGER NOT NULL,
  last_result TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Figures are kept, not counted: triggers keep them whatever changes a case. Days are Asia/Shanghai.
CREATE TABLE queue_tallies (
  scope TEXT PRIMARY KEY,
  received INTEGER NOT NULL DEFAULT 0,
  accepted INTEGER NOT NULL DEFAULT 0,
  assigned INTEGER NOT NULL DEFAULT 0,
  rectified INTEGER NOT NULL DEFAULT 0,
  verified INTEGER NOT NULL DEFAULT 0,
  closed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO queue_tallies (scope) VALUES ('all');

CREATE TABLE daily_figures (
  day TEXT PRIMARY KEY,
  received INTEGER NOT NULL DEFAULT 0,
  closed INTEGER NOT NULL DEFAULT 0,
  closed_on_time INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tip_offs_counted_when_filed AFTER INSERT ON tip_offs BEGIN
  UPDATE queue_tallies SET
    received = received + (NEW.status = 'received'), accepted = accepted + (NEW.status = 'accepted'),
    assigned = assigned + (NEW.status = 'assigned'), rectified = rectified + (NEW.status = 'rectified'),
    verified = verified + (NEW.status = 'verified'), closed = closed + (NEW.status = 'closed')
  WHERE scope = 'all';
  INSERT INTO daily_figures (day, received) VALUES (date(NEW.received_at / 1000 + 28800, 'unixepoch'), 1)
    ON CONFLICT (day) DO UPDATE SET received = received + 1;
END;

CREATE TRIGGER tip_offs_counted_when_moved AFTER UPDATE OF status ON tip_offs WHEN NEW.status <> OLD.status BEGIN
  UPDATE queue_tallies SET
    received = received + (NEW.status = 'received') - (OLD.status = 'received'),
    accepted = accepted + (NEW.status = 'accepted') - (OLD.status = 'accepted'),
    assigned = assigned + (NEW.status = 'assigned') - (OLD.status = 'assigned'),
    rectified = rectified + (NEW.status = 'rectified') - (OLD.status = 'rectified'),
    verified = verified + (NEW.status = 'verified') - (OLD.status = 'verified'),
    closed = closed + (NEW.status = 'closed') - (OLD.status = 'closed')
  WHERE scope = 'all';
END;

CREATE TRIGGER tip_offs_counted_for_the_unit AFTER UPDATE OF status, unit ON tip_offs
  WHEN NEW.status <> OLD.status OR NEW.unit IS NOT OLD.unit BEGIN
  INSERT INTO queue_tallies (scope) SELECT NEW.unit WHERE NEW.unit IS NOT NULL ON CONFLICT (scope) DO NOTHING;
  UPDATE queue_tallies SET
    accepted = accepted - (OLD.status = 'accepted'), assigned = assigned - (OLD.status = 'assigned'),
    rectified = rectified - (OLD.status = 'rectified'), verified = verified - (OLD.status = 'verified'),
    closed = closed - (OLD.status = 'closed')
  WHERE scope = OLD.unit;
  UPDATE queue_tallies SET
    accepted = accepted + (NEW.status = 'accepted'), assigned = assigned + (NEW.status = 'assigned'),
    rectified = rectified + (NEW.status = 'rectified'), verified = verified + (NEW.status = 'verified'),
    closed = closed + (NEW.status = 'closed')
  WHERE scope = NEW.unit;
END;

CREATE TRIGGER tip_offs_counted_when_closed AFTER UPDATE OF closed_at ON tip_offs
  WHEN NEW.closed_at IS NOT NULL AND OLD.closed_at IS NULL BEGIN
  INSERT INTO daily_figures (day, closed, closed_on_time)
    VALUES (date(NEW.closed_at / 1000 + 28800, 'unixepoch'), 1, NEW.closed_at <= NEW.due_at)
    ON CONFLICT (day) DO UPDATE SET closed = closed + 1, closed_on_time = closed_on_time + (NEW.closed_at <= NEW.due_at);
END;
