-- 问卷. A survey is one round of asking; rounds of the same `series` make a trend. `modes` is a JSON list of the ways answers
-- are taken. `edition` is the number of the edition that is answered, 0 before the first opening.
CREATE TABLE surveys (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('opinion', 'quiz', 'window')),
  series TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
  version INTEGER NOT NULL DEFAULT 1,
  title TEXT NOT NULL,
  title_en TEXT NOT NULL DEFAULT '',
  lead TEXT NOT NULL DEFAULT '',
  lead_en TEXT NOT NULL DEFAULT '',
  modes TEXT NOT NULL DEFAULT '["link"]',
  edition INTEGER NOT NULL DEFAULT 0,
  -- Shares of the population by community, age and sex that answers are weighted to (JSON); '{}' weights nothing.
  margins TEXT NOT NULL DEFAULT '{}',
  opens_at INTEGER,
  closes_at INTEGER,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX surveys_by_time ON surveys (created_at DESC, id DESC);
CREATE INDEX surveys_of_series ON surveys (series, opens_at) WHERE series <> '';
CREATE INDEX surveys_open ON surveys (opens_at) WHERE state = 'open';

-- The questions of a survey. The first answer freezes an edition; whoever changes them afterwards makes a new one.
CREATE TABLE survey_editions (
  id TEXT PRIMARY KEY,
  survey_id TEXT NOT NULL REFERENCES surveys (id),
  number INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  definition TEXT NOT NULL,
  meaning TEXT NOT NULL DEFAULT '{}',
  frozen INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  UNIQUE (survey_id, number)
) STRICT;

-- One respondent's answers. No time finer than a day, no order but that of random ids, no key that leads to a person.
CREATE TABLE survey_responses (
  survey_id TEXT NOT NULL REFERENCES surveys (id),
  id TEXT NOT NULL,
  edition_id TEXT NOT NULL REFERENCES survey_editions (id),
  mode TEXT NOT NULL CHECK (mode IN ('link', 'code', 'street', 'household', 'window', 'paper')),
  community TEXT,
  window TEXT,
  interviewer_id TEXT,
  answers TEXT NOT NULL,
  answers_hash TEXT NOT NULL,
  flags TEXT NOT NULL DEFAULT '',
  answered_on TEXT NOT NULL,
  PRIMARY KEY (survey_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_responses_alike ON survey_responses (survey_id, answers_hash);

-- One row for each acknowledged response that came without a code. It does not say which response it was.
CREATE TABLE survey_submissions (
  key_hash TEXT PRIMARY KEY,
  body_hash TEXT NOT NULL,
  edition_id TEXT NOT NULL,
  answered_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_submissions_by_day ON survey_submissions (answered_on);

-- One-time codes, printed by the sheet for one community. A code is kept as an HMAC, and whether it was used; never when.
CREATE TABLE survey_code_sheets (
  id TEXT PRIMARY KEY,
  survey_id TEXT NOT NULL REFERENCES surveys (id),
  community TEXT NOT NULL,
  printed INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  voided_at INTEGER
) STRICT;
CREATE INDEX survey_code_sheets_of ON survey_code_sheets (survey_id, made_at);
CREATE TABLE survey_codes (
  code_hash TEXT PRIMARY KEY,
  sheet_id TEXT NOT NULL REFERENCES survey_code_sheets (id),
  used INTEGER NOT NULL DEFAULT 0,
  key_hash TEXT
) STRICT, WITHOUT ROWID;

-- 票箱: what came with a code waits here sealed, all of one length, until enough are in to be opened and mixed.
CREATE TABLE survey_box (
  id TEXT PRIMARY KEY,
  survey_id TEXT NOT NULL REFERENCES surveys (id),
  edition INTEGER NOT NULL,
  community TEXT NOT NULL,
  sealed TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_box_of ON survey_box (survey_id, edition, community);

-- Figures are kept, not counted. `slice` is 'all', 'mode:…', 'community:…', 'window:…', 'cell:community|age|sex',
-- 'quota:community|age|sex', 'interviewer:…' or 'day:…'; `counts` is JSON, {"question=choice": how many}.
CREATE TABLE survey_tallies (
  edition_id TEXT NOT NULL REFERENCES survey_editions (id),
  slice TEXT NOT NULL,
  n INTEGER NOT NULL DEFAULT 0,
  counts TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (edition_id, slice)
) STRICT, WITHOUT ROWID;

-- Free text that may be shown stands apart, pointing to no response; nobody reads it in public before staff have.
CREATE TABLE survey_texts (
  id TEXT PRIMARY KEY,
  survey_id TEXT NOT NULL REFERENCES surveys (id),
  edition_id TEXT NOT NULL REFERENCES survey_editions (id),
  question TEXT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'public', 'hidden')),
  version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_texts_of ON survey_texts (survey_id, state, id);

-- What is public of a survey's figures: made at the desk, suppressed where too few people stand behind a cell.
CREATE TABLE survey_results (
  survey_id TEXT PRIMARY KEY REFERENCES surveys (id),
  n INTEGER NOT NULL,
  figures TEXT NOT NULL,
  headline TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('public', 'withdrawn')),
  version INTEGER NOT NULL DEFAULT 1,
  made_at INTEGER NOT NULL
) STRICT;

-- 访员: who hands the phone round. No account; the code opens this one survey for interviewing.
CREATE TABLE survey_interviewers (
  id TEXT PRIMARY KEY,
  survey_id TEXT NOT NULL REFERENCES surveys (id),
  name TEXT NOT NULL,
  code_hash TEXT UNIQUE,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX survey_interviewers_of ON survey_interviewers (survey_id, created_at);

-- How many of which people are wanted; `cell` is 'community|age|sex', a part left empty stands for anyone.
CREATE TABLE survey_quotas (
  survey_id TEXT NOT NULL REFERENCES surveys (id),
  cell TEXT NOT NULL,
  target INTEGER NOT NULL CHECK (target BETWEEN 0 AND 100000),
  PRIMARY KEY (survey_id, cell)
) STRICT, WITHOUT ROWID;

-- How many people an interviewer asked who did not want to answer: by phone and day, as that phone counts them.
CREATE TABLE survey_declines (
  survey_id TEXT NOT NULL REFERENCES surveys (id),
  interviewer_id TEXT NOT NULL REFERENCES survey_interviewers (id),
  phone TEXT NOT NULL,
  day TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n BETWEEN 0 AND 10000),
  PRIMARY KEY (survey_id, interviewer_id, phone, day)
) STRICT, WITHOUT ROWID;
