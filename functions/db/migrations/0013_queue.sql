-- The queue's filters each walk an index that ends in the queue's order; what has no index of its own is looked at row by
-- row, so many at most. Me-too: only what somebody else met too is in that list, so a new case costs it nothing.
CREATE INDEX tip_offs_open_by_group ON tip_offs (category_group, due_at, id) WHERE status IN ('received', 'accepted', 'assigned', 'rectified', 'verified');
CREATE INDEX tip_offs_open_by_street ON tip_offs (street, due_at, id) WHERE status IN ('received', 'accepted', 'assigned', 'rectified', 'verified');
CREATE INDEX tip_offs_by_me_too ON tip_offs (me_too_count, id) WHERE me_too_count > 0;

-- What was written, as pairs of characters (domain/search-words.ts): one row an event that has words, and no words
-- themselves. rowid = (YYMMDD * 1000000 + the day's count) * 1000 + the event's seq: newest first is the index's own order.
CREATE VIRTUAL TABLE tip_off_search USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61');
-- How far cases from before this version of the tokenizer are in the index.
CREATE TABLE search_builds (
  version INTEGER PRIMARY KEY,
  before_number TEXT NOT NULL,
  done_at INTEGER
) STRICT;

-- A filter of the queue with a name, of one person or (staff_id NULL) of the office.
CREATE TABLE saved_views (
  id TEXT PRIMARY KEY,
  staff_id TEXT,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  position INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_views_by_owner ON saved_views (staff_id, position, id);

-- What was done to many cases at once, and what each was like before, so that it can be taken back for some minutes.
CREATE TABLE bulk_acts (
  id TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL,
  move TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_acts_by_age ON bulk_acts (made_at);
CREATE TABLE bulk_act_cases (
  bulk_act_id TEXT NOT NULL REFERENCES bulk_acts (id),
  tip_off_id TEXT NOT NULL,
  result TEXT NOT NULL,
  version_after INTEGER,
  before TEXT,
  undone TEXT,
  told INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (bulk_act_id, tip_off_id)
) STRICT, WITHOUT ROWID;

-- Who has a case open just now: the last time each person read it.
CREATE TABLE case_readings (
  tip_off_id TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (tip_off_id, staff_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_readings_by_age ON case_readings (read_at);
