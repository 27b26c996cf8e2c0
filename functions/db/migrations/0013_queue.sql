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
