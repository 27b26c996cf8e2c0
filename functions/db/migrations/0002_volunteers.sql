-- A message may be about a case, a volunteer or an order: whatever number people know it by.
ALTER TABLE outbox_messages RENAME COLUMN tip_off_number TO number;

-- A volunteer team. Its leader has no account: `code_hash` opens the leader's page, `feed_key` the team's calendar.
CREATE TABLE teams (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  centre TEXT NOT NULL,
  leader_sealed TEXT NOT NULL,
  code_hash TEXT UNIQUE,
  feed_key TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE TABLE activities (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'cancelled')),
  version INTEGER NOT NULL DEFAULT 1,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  centre TEXT NOT NULL,
  team_id TEXT REFERENCES teams (id),
  street TEXT NOT NULL,
  community TEXT NOT NULL,
  place TEXT NOT NULL,
  contact_name TEXT NOT NULL,
  contact_phone TEXT NOT NULL,
  bring TEXT NOT NULL DEFAULT '',
  min_age INTEGER NOT NULL DEFAULT 0 CHECK (min_age BETWEEN 0 AND 18),
  skills TEXT NOT NULL DEFAULT '[]',
  series TEXT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  cancelled_at INTEGER,
  cancelled_said TEXT
) STRICT;
CREATE INDEX activities_by_centre ON activities (centre, created_at DESC, id DESC);
CREATE INDEX activities_by_time ON activities (created_at DESC, id DESC);

-- `taken` counts places that are confirmed or offered, `waiting` those on the waiting list; triggers keep both, and the
-- CHECK is the last word on capacity. `reserved` places are given by the desk only. `next_seq` is the order of acceptance.
CREATE TABLE shifts (
  id TEXT PRIMARY KEY,
  activity_id TEXT NOT NULL REFERENCES activities (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  capacity INTEGER NOT NULL,
  reserved INTEGER NOT NULL DEFAULT 0,
  taken INTEGER NOT NULL DEFAULT 0,
  waiting INTEGER NOT NULL DEFAULT 0,
  next_seq INTEGER NOT NULL DEFAULT 1,
  opens_at INTEGER NOT NULL,
  closes_at INTEGER NOT NULL,
  cancel_until INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'cancelled')),
  version INTEGER NOT NULL DEFAULT 1,
  moved_at INTEGER,
  cancelled_at INTEGER,
  cancelled_said TEXT,
  CHECK (ends_at > starts_at),
  CHECK (capacity BETWEEN 1 AND 2000),
  CHECK (reserved BETWEEN 0 AND capacity),
  CHECK (taken BETWEEN 0 AND capacity),
  CHECK (waiting >= 0)
) STRICT;
CREATE INDEX shifts_of_activity ON shifts (activity_id, starts_at, id);
CREATE INDEX shifts_coming ON shifts (ends_at, id) WHERE state = 'open';

-- One record book of one person. `person_key` is an HMAC of mobile and name: the same person with two books has one key.
-- `code_hash` is an HMAC of mobile and query code; `contact_sealed` holds name, mobile and guardian (vault, bound to id).
CREATE TABLE volunteers (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  code_hash TEXT NOT NULL UNIQUE,
  phone_hash TEXT NOT NULL,
  person_key TEXT NOT NULL,
  contact_sealed TEXT,
  age_band TEXT NOT NULL CHECK (age_band IN ('adult', 'teen', 'child')),
  guardian_consent_at INTEGER,
  community TEXT NOT NULL,
  skills TEXT NOT NULL DEFAULT '[]',
  joined_into TEXT REFERENCES volunteers (id),
  registered_at INTEGER NOT NULL,
  erased_at INTEGER
) STRICT;
CREATE INDEX volunteers_by_person ON volunteers (person_key);
CREATE INDEX volunteers_by_phone ON volunteers (phone_hash);
CREATE INDEX volunteers_by_time ON volunteers (registered_at DESC, id DESC);

-- Who comes to which shift. A party (family, class) shares `party` and `seq`; each of its members has a row and a place.
CREATE TABLE sign_ups (
  id TEXT PRIMARY KEY,
  shift_id TEXT NOT NULL REFERENCES shifts (id),
  volunteer_id TEXT NOT NULL REFERENCES volunteers (id),
  person_key TEXT NOT NULL,
  party TEXT NOT NULL,
  seq INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('confirmed', 'waiting', 'offered', 'cancelled', 'lapsed', 'called_off')),
  how TEXT NOT NULL CHECK (how IN ('public', 'desk')),
  check_code TEXT NOT NULL UNIQUE,
  offer_until INTEGER,
  said TEXT,
  swapped_from TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  signed_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sign_ups_once ON sign_ups (shift_id, person_key) WHERE state IN ('confirmed', 'waiting', 'offered');
CREATE INDEX sign_ups_of_shift ON sign_ups (shift_id, state, seq, id);
CREATE INDEX sign_ups_of_volunteer ON sign_ups (volunteer_id, signed_at);
CREATE INDEX sign_ups_of_person ON sign_ups (person_key) WHERE state IN ('confirmed', 'waiting', 'offered');
CREATE INDEX sign_ups_offered ON sign_ups (offer_until) WHERE state = 'offered';

CREATE TRIGGER sign_ups_counted AFTER INSERT ON sign_ups BEGIN
  UPDATE shifts SET
    taken = taken + (NEW.state IN ('confirmed', 'offered')),
    waiting = waiting + (NEW.state = 'waiting'),
    next_seq = max(next_seq, NEW.seq + 1)
  WHERE id = NEW.shift_id;
END;
CREATE TRIGGER sign_ups_recounted AFTER UPDATE OF state ON sign_ups WHEN NEW.state <> OLD.state BEGIN
  UPDATE shifts SET
    taken = taken + (NEW.state IN ('confirmed', 'offered')) - (OLD.state IN ('confirmed', 'offered')),
    waiting = waiting + (NEW.state = 'waiting') - (OLD.state = 'waiting')
  WHERE id = NEW.shift_id;
END;

-- One row for each acknowledged sign-up: the same key again gives the same answer.
CREATE TABLE sign_up_submissions (
  key_hash TEXT PRIMARY KEY,
  body_hash TEXT NOT NULL,
  sign_up_id TEXT NOT NULL,
  signed_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What an organiser's phone or the volunteer noted on the spot, perhaps offline and hours before it got here. Only added.
CREATE TABLE attendance_marks (
  id TEXT PRIMARY KEY,
  sign_up_id TEXT NOT NULL REFERENCES sign_ups (id),
  kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'no_show', 'undo')),
  how TEXT NOT NULL CHECK (how IN ('scan', 'list', 'spot_code')),
  staff_id TEXT,
  marked_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attendance_marks_of_sign_up ON attendance_marks (sign_up_id, marked_at);

-- Hours that count: one for each sign-up with marks, and those imported from a list. Minutes, never hours, are stored.
CREATE TABLE service_records (
  id TEXT PRIMARY KEY,
  sign_up_id TEXT UNIQUE REFERENCES sign_ups (id),
  volunteer_id TEXT NOT NULL REFERENCES volunteers (id),
  person_key TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('attended', 'imported')),
  title TEXT NOT NULL,
  centre TEXT NOT NULL,
  served_on TEXT NOT NULL,
  in_at INTEGER,
  out_at INTEGER,
  no_show INTEGER NOT NULL DEFAULT 0,
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
  corrected INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  disputed_at INTEGER,
  disputed_said TEXT,
  dispute_answer TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX service_records_of_volunteer ON service_records (volunteer_id, served_on);
CREATE INDEX service_records_by_day ON service_records (served_on, person_key);
CREATE INDEX service_records_disputed ON service_records (disputed_at) WHERE disputed_at IS NOT NULL AND dispute_answer IS NULL;

-- A printed proof of service (志愿服务记录证明): what it said when it was issued, and whether it still holds.
CREATE TABLE certificates (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  verify_key TEXT NOT NULL UNIQUE,
  volunteer_id TEXT NOT NULL REFERENCES volunteers (id),
  name_sealed TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  items TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  revoked_at INTEGER,
  revoked_said TEXT,
  replaced_by TEXT
) STRICT;
CREATE INDEX certificates_of_volunteer ON certificates (volunteer_id, issued_at);
CREATE INDEX certificates_by_time ON certificates (issued_at DESC, id DESC);

-- Figures are kept, not counted. 'all' and one row for each centre; registered stands in 'all' only.
CREATE TABLE volunteer_tallies (
  scope TEXT PRIMARY KEY,
  registered INTEGER NOT NULL DEFAULT 0,
  served INTEGER NOT NULL DEFAULT 0,
  no_shows INTEGER NOT NULL DEFAULT 0,
  minutes INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO volunteer_tallies (scope) VALUES ('all');

CREATE TRIGGER volunteers_counted AFTER INSERT ON volunteers
  WHEN NOT EXISTS (SELECT 1 FROM volunteers WHERE person_key = NEW.person_key AND id <> NEW.id) BEGIN
  UPDATE volunteer_tallies SET registered = registered + 1 WHERE scope = 'all';
END;
CREATE TRIGGER service_records_counted AFTER INSERT ON service_records BEGIN
  INSERT INTO volunteer_tallies (scope) VALUES (NEW.centre) ON CONFLICT (scope) DO NOTHING;
  UPDATE volunteer_tallies SET
    served = served + (NEW.no_show = 0), no_shows = no_shows + NEW.no_show, minutes = minutes + NEW.minutes
  WHERE scope IN ('all', NEW.centre);
END;
CREATE TRIGGER service_records_recounted AFTER UPDATE OF minutes, no_show ON service_records BEGIN
  UPDATE volunteer_tallies SET
    served = served + (NEW.no_show = 0) - (OLD.no_show = 0),
    no_shows = no_shows + NEW.no_show - OLD.no_show,
    minutes = minutes + NEW.minutes - OLD.minutes
  WHERE scope IN ('all', NEW.centre);
END;
CREATE TRIGGER service_records_uncounted AFTER DELETE ON service_records BEGIN
  UPDATE volunteer_tallies SET
    served = served - (OLD.no_show = 0), no_shows = no_shows - OLD.no_show, minutes = minutes - OLD.minutes
  WHERE scope IN ('all', OLD.centre);
END;
