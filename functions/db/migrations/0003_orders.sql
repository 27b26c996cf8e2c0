-- 点单—派单—接单—评单: a centre's menu of services, and what residents ordered from it.
CREATE TABLE menu_items (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  centre TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  lasts_minutes INTEGER NOT NULL CHECK (lasts_minutes BETWEEN 15 AND 1440),
  state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'ended')),
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX menu_items_open ON menu_items (centre, number) WHERE state = 'open';

-- `code_hash` is an HMAC of the receipt code the resident keeps; `contact_sealed` holds name, mobile and the exact address.
CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  code_hash TEXT NOT NULL UNIQUE,
  menu_item_id TEXT NOT NULL REFERENCES menu_items (id),
  centre TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ordered', 'offered', 'claimed', 'agreed', 'served', 'reviewed', 'declined', 'cancelled')),
  version INTEGER NOT NULL DEFAULT 1,
  team_id TEXT REFERENCES teams (id),
  street TEXT NOT NULL,
  community TEXT NOT NULL,
  people INTEGER NOT NULL CHECK (people BETWEEN 1 AND 500),
  text TEXT NOT NULL,
  contact_sealed TEXT,
  wanted_at INTEGER NOT NULL,
  agreed_at INTEGER,
  due_at INTEGER NOT NULL,
  rating TEXT CHECK (rating IN ('good', 'fair', 'poor')),
  review TEXT,
  ordered_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_queue ON orders (due_at, id) WHERE state IN ('ordered', 'offered', 'claimed', 'agreed', 'served');
CREATE INDEX orders_by_centre ON orders (centre, due_at, id) WHERE state IN ('ordered', 'offered', 'claimed', 'agreed', 'served');
CREATE INDEX orders_by_team ON orders (team_id, due_at, id) WHERE team_id IS NOT NULL;
CREATE INDEX orders_by_state ON orders (state, changed_at DESC, id DESC);

CREATE TABLE order_events (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (actor IN ('resident', 'team', 'staff', 'system')),
  staff_id TEXT,
  said TEXT,
  note TEXT,
  happened_at INTEGER NOT NULL,
  UNIQUE (order_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_submissions (
  key_hash TEXT PRIMARY KEY,
  body_hash TEXT NOT NULL,
  order_id TEXT NOT NULL,
  ordered_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
