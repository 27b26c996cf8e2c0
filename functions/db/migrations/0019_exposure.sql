-- 曝光台: until when a case is public. Reads leave out what is past it, whether the job has been by or not.
ALTER TABLE tip_offs ADD COLUMN published_until INTEGER;

-- A proposal to publish, and what became of it: one row a proposal, never changed but for its end. Two people stand in it.
-- `unchecked`: published by one person alone, before this table was there.
CREATE TABLE exposures (
  id TEXT PRIMARY KEY,
  tip_off_id TEXT NOT NULL REFERENCES tip_offs (id),
  state TEXT NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'published', 'refused', 'withdrawn', 'void', 'replaced', 'down')),
  public_text TEXT NOT NULL,
  until INTEGER NOT NULL,
  unchecked INTEGER NOT NULL DEFAULT 0,
  proposed_by TEXT,
  proposed_at INTEGER NOT NULL,
  decided_by TEXT,
  decided_at INTEGER,
  reason TEXT,
  ended_kind TEXT CHECK (ended_kind IN ('hidden', 'expired', 'appeal', 'changed')),
  ended_by TEXT,
  ended_at INTEGER,
  ended_reason TEXT,
  CHECK (decided_by IS NULL OR state IN ('refused', 'withdrawn') OR decided_by <> proposed_by)
) STRICT;
CREATE UNIQUE INDEX exposures_proposed ON exposures (tip_off_id) WHERE state = 'proposed';
CREATE UNIQUE INDEX exposures_published ON exposures (tip_off_id) WHERE state = 'published';
CREATE INDEX exposures_waiting ON exposures (proposed_at, id) WHERE state = 'proposed';
CREATE INDEX exposures_ending ON exposures (until, id) WHERE state = 'published';
CREATE INDEX exposures_taken_down ON exposures (ended_at DESC, id DESC) WHERE state = 'down';
CREATE INDEX exposures_by_case ON exposures (tip_off_id, proposed_at);

-- The very renditions that were checked, with what was looked for on each (null: by nobody, before this table was there).
-- A photo covered anew has another key.
CREATE TABLE exposure_pictures (
  exposure_id TEXT NOT NULL REFERENCES exposures (id),
  photo_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('before', 'after')),
  position INTEGER NOT NULL,
  public_key TEXT NOT NULL,
  public_thumb_key TEXT NOT NULL,
  faces INTEGER CHECK (faces = 1),
  plates INTEGER CHECK (plates = 1),
  names INTEGER CHECK (names = 1),
  minors INTEGER CHECK (minors = 1),
  PRIMARY KEY (exposure_id, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX exposure_pictures_by_key ON exposure_pictures (public_key);
CREATE INDEX exposure_pictures_by_thumb_key ON exposure_pictures (public_thumb_key);

-- How many were taken down, and why; kept, not counted.
CREATE TABLE take_down_tallies (
  kind TEXT PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is public was published by one person. It stays, with its pictures as they are, for thirty days: within them two
-- people look at it again (docs/decisions/0036), or it goes.
INSERT INTO exposures (id, tip_off_id, state, public_text, until, unchecked, proposed_at, decided_at)
  SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
    id, 'published', COALESCE(public_text, ''), (unixepoch() + 30 * 86400) * 1000, 1, published_at, published_at
  FROM tip_offs WHERE published_at IS NOT NULL;
INSERT INTO exposure_pictures (exposure_id, photo_id, kind, position, public_key, public_thumb_key)
  SELECT exposures.id, photos.id, photos.kind, photos.position, public_key, COALESCE(public_thumb_key, public_key)
  FROM exposures JOIN photos ON photos.tip_off_id = exposures.tip_off_id WHERE public_key IS NOT NULL;
UPDATE tip_offs SET published_until = (SELECT until FROM exposures WHERE tip_off_id = tip_offs.id)
  WHERE published_at IS NOT NULL;

-- The case follows its proposal: approved, it is public with what was approved; taken down, it is not.
CREATE TRIGGER exposures_publish AFTER UPDATE OF state ON exposures
  WHEN NEW.state = 'published' AND OLD.state <> 'published' BEGIN
  UPDATE tip_offs SET published_at = COALESCE(published_at, NEW.decided_at), published_until = NEW.until,
    public_text = NEW.public_text, changed_at = NEW.decided_at, version = version + 1,
    public_before_key = (SELECT public_thumb_key FROM exposure_pictures
      WHERE exposure_id = NEW.id AND kind = 'before' ORDER BY position LIMIT 1),
    public_after_key = (SELECT public_thumb_key FROM exposure_pictures
      WHERE exposure_id = NEW.id AND kind = 'after' ORDER BY position LIMIT 1)
    WHERE id = NEW.tip_off_id;
END;
CREATE TRIGGER exposures_take_down AFTER UPDATE OF state ON exposures
  WHEN NEW.state = 'down' AND OLD.state = 'published' BEGIN
  INSERT INTO take_down_tallies (kind, number) VALUES (NEW.ended_kind, 1)
    ON CONFLICT (kind) DO UPDATE SET number = number + 1;
  UPDATE tip_offs SET published_at = NULL, published_until = NULL, public_before_key = NULL, public_after_key = NULL,
    changed_at = NEW.ended_at, version = version + 1
    WHERE id = NEW.tip_off_id AND published_at IS NOT NULL;
END;
-- And the other way round: whatever else takes the case off the board (withdrawn, rejected, merged, put right, forgotten).
CREATE TRIGGER tip_offs_unpublished AFTER UPDATE OF published_at ON tip_offs
  WHEN OLD.published_at IS NOT NULL AND NEW.published_at IS NULL BEGIN
  UPDATE exposures SET state = 'down', ended_kind = 'changed', ended_at = NEW.changed_at
    WHERE tip_off_id = NEW.id AND state = 'published';
  UPDATE tip_offs SET published_until = NULL, public_before_key = NULL, public_after_key = NULL
    WHERE id = NEW.id AND published_at IS NULL;
END;
-- A proposal is of the case as it was: opened again, or with another kind or place, it is void.
CREATE TRIGGER exposures_void_by_case AFTER UPDATE OF status, category, street, community, landmark ON tip_offs
  WHEN NEW.status <> OLD.status OR NEW.category <> OLD.category OR NEW.street <> OLD.street
    OR NEW.community <> OLD.community OR NEW.landmark <> OLD.landmark BEGIN
  UPDATE exposures SET state = 'void', ended_at = NEW.changed_at WHERE tip_off_id = NEW.id AND state = 'proposed';
END;
-- And of the pictures as they were. One that is public and is covered anew is not shown until two people have seen it.
CREATE TRIGGER exposures_void_by_picture AFTER UPDATE OF public_key ON photos
  WHEN NEW.public_key IS NOT OLD.public_key BEGIN
  UPDATE exposures SET state = 'void', ended_at = COALESCE(NEW.redacted_at, proposed_at)
    WHERE tip_off_id = NEW.tip_off_id AND state = 'proposed';
  UPDATE tip_offs SET public_before_key = NULL WHERE id = NEW.tip_off_id AND public_before_key = OLD.public_thumb_key;
  UPDATE tip_offs SET public_after_key = NULL WHERE id = NEW.tip_off_id AND public_after_key = OLD.public_thumb_key;
END;

-- 申诉 by whoever is shown, without an account: about a case, or (entry_id) an entry of a list. Only the code's HMAC is
-- kept; the contact is sealed.
CREATE TABLE appeals (
  id TEXT PRIMARY KEY,
  code_hash TEXT NOT NULL UNIQUE,
  key_hash TEXT UNIQUE,
  body_hash TEXT,
  tip_off_id TEXT REFERENCES tip_offs (id),
  exposure_id TEXT REFERENCES exposures (id),
  entry_id TEXT,
  number TEXT NOT NULL,
  claim TEXT NOT NULL CHECK (claim IN ('minor', 'face', 'name', 'place', 'wrong', 'other')),
  text TEXT NOT NULL,
  contact_sealed TEXT,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'upheld', 'not_upheld')),
  version INTEGER NOT NULL DEFAULT 1,
  filed_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  answer TEXT,
  answered_by TEXT,
  answered_at INTEGER,
  -- What claims to show a child or a face comes first.
  urgent INTEGER GENERATED ALWAYS AS (claim IN ('minor', 'face')) VIRTUAL,
  CHECK ((tip_off_id IS NULL) <> (entry_id IS NULL))
) STRICT;
CREATE INDEX appeals_waiting ON appeals (urgent DESC, filed_at, id) WHERE state = 'waiting';
CREATE INDEX appeals_answered ON appeals (answered_at DESC, id DESC) WHERE state <> 'waiting';
CREATE INDEX appeals_by_case ON appeals (tip_off_id, filed_at) WHERE tip_off_id IS NOT NULL;
