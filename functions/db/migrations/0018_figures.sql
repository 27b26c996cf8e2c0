-- Figures of cases by month, quarter and year, for the district and by unit, street, category, place kind and grid. All is
-- kept from what a case's row says now, so that whatever changes the row moves its counts (docs/decisions/0035). '' is
-- the key of what has no unit, place kind or grid. Problems only. `days`: closings by their working days, as JSON.
CREATE TABLE case_figures (
  period TEXT NOT NULL,
  dimension TEXT NOT NULL,
  key TEXT NOT NULL,
  received INTEGER NOT NULL DEFAULT 0,
  closed INTEGER NOT NULL DEFAULT 0,
  closed_on_time INTEGER NOT NULL DEFAULT 0,
  rebounds INTEGER NOT NULL DEFAULT 0,
  looked_back INTEGER NOT NULL DEFAULT 0,
  look_backs_rebounded INTEGER NOT NULL DEFAULT 0,
  mended INTEGER NOT NULL DEFAULT 0,
  partly INTEGER NOT NULL DEFAULT 0,
  not_mended INTEGER NOT NULL DEFAULT 0,
  days TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (period, dimension, key)
) STRICT, WITHOUT ROWID;
-- Open cases by the day of their deadline, as JSON: what is overdue is read from it as the days pass, and nothing runs.
CREATE TABLE open_figures (
  dimension TEXT NOT NULL,
  key TEXT NOT NULL,
  due TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (dimension, key)
) STRICT, WITHOUT ROWID;

-- Working days from receipt to closing, counted by the office's calendar by whoever closes.
ALTER TABLE tip_offs ADD COLUMN closed_days INTEGER;
CREATE INDEX tip_offs_days_uncounted ON tip_offs (closed_at) WHERE closed_at IS NOT NULL AND closed_days IS NULL;

-- What reporters said of results. A case opened again forgets its rating; the figures do not. The unit is the one that
-- was rated; where and what are the case's.
CREATE TABLE case_ratings (
  event_id TEXT PRIMARY KEY,
  tip_off_id TEXT NOT NULL,
  rating TEXT NOT NULL,
  rated_at INTEGER NOT NULL,
  unit TEXT,
  street TEXT NOT NULL,
  category TEXT NOT NULL,
  place_kind TEXT,
  grid TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX case_ratings_by_case ON case_ratings (tip_off_id);
ALTER TABLE look_backs ADD COLUMN place_kind TEXT;
ALTER TABLE look_backs ADD COLUMN grid TEXT;

-- (Keys come by json_each: a compound SELECT of D1 has five terms at most.)
-- Counts to add (or, negative, to take away) at a time: a dimension whose key is NULL is left alone. A view holds no row;
-- it is the one place that knows how a count is spread over periods and dimensions.
CREATE VIEW figure_changes AS SELECT 0 AS at, NULL AS whole, NULL AS unit, NULL AS street, NULL AS category,
  NULL AS place_kind, NULL AS grid, 0 AS received, 0 AS closed, 0 AS closed_on_time, 0 AS rebounds, 0 AS looked_back,
  0 AS look_backs_rebounded, 0 AS mended, 0 AS partly, 0 AS not_mended, NULL AS days WHERE 0;
CREATE TRIGGER figure_changes_kept INSTEAD OF INSERT ON figure_changes BEGIN
  INSERT INTO case_figures (period, dimension, key, received, closed, closed_on_time, rebounds, looked_back,
      look_backs_rebounded, mended, partly, not_mended, days)
    SELECT period, keys.key, keys.value, COALESCE(NEW.received, 0), COALESCE(NEW.closed, 0),
      COALESCE(NEW.closed_on_time, 0), COALESCE(NEW.rebounds, 0), COALESCE(NEW.looked_back, 0),
      COALESCE(NEW.look_backs_rebounded, 0), COALESCE(NEW.mended, 0), COALESCE(NEW.partly, 0),
      COALESCE(NEW.not_mended, 0), CASE WHEN NEW.days IS NULL THEN '{}' ELSE json_object(NEW.days || '', NEW.closed) END
    FROM (SELECT strftime('%Y-%m', NEW.at / 1000 + 28800, 'unixepoch') AS period
        UNION ALL SELECT strftime('%Y-Q', NEW.at / 1000 + 28800, 'unixepoch')
          || ((strftime('%m', NEW.at / 1000 + 28800, 'unixepoch') + 2) / 3)
        UNION ALL SELECT strftime('%Y', NEW.at / 1000 + 28800, 'unixepoch')) AS periods
      CROSS JOIN json_each(json_object('all', NEW.whole, 'unit', NEW.unit, 'street', NEW.street, 'category', NEW.category,
        'place_kind', NEW.place_kind, 'grid', NEW.grid)) AS keys
    WHERE keys.value IS NOT NULL
    ON CONFLICT (period, dimension, key) DO UPDATE SET
      received = received + excluded.received, closed = closed + excluded.closed,
      closed_on_time = closed_on_time + excluded.closed_on_time, rebounds = rebounds + excluded.rebounds,
      looked_back = looked_back + excluded.looked_back,
      look_backs_rebounded = look_backs_rebounded + excluded.look_backs_rebounded,
      mended = mended + excluded.mended, partly = partly + excluded.partly, not_mended = not_mended + excluded.not_mended,
      days = CASE WHEN NEW.days IS NULL THEN days ELSE json_set(days, '$."' || NEW.days || '"',
        COALESCE(days ->> ('$."' || NEW.days || '"'), 0) + NEW.closed) END;
END;

CREATE VIEW open_changes AS SELECT 0 AS due_at, NULL AS whole, NULL AS unit, NULL AS street, NULL AS category,
  NULL AS place_kind, NULL AS grid, 0 AS n WHERE 0;
CREATE TRIGGER open_changes_kept INSTEAD OF INSERT ON open_changes BEGIN
  INSERT INTO open_figures (dimension, key, due)
    SELECT keys.key, keys.value, json_object(date(NEW.due_at / 1000 + 28800, 'unixepoch'), NEW.n)
    FROM json_each(json_object('all', NEW.whole, 'unit', NEW.unit, 'street', NEW.street, 'category', NEW.category,
        'place_kind', NEW.place_kind, 'grid', NEW.grid)) AS keys
    WHERE keys.value IS NOT NULL
    -- A day on which nothing is due any more leaves the row, so that it stays as long as the days that are.
    ON CONFLICT (dimension, key) DO UPDATE SET due =
      CASE COALESCE(due ->> ('$."' || date(NEW.due_at / 1000 + 28800, 'unixepoch') || '"'), 0) + NEW.n
        WHEN 0 THEN json_remove(due, '$."' || date(NEW.due_at / 1000 + 28800, 'unixepoch') || '"')
        ELSE json_set(due, '$."' || date(NEW.due_at / 1000 + 28800, 'unixepoch') || '"',
          COALESCE(due ->> ('$."' || date(NEW.due_at / 1000 + 28800, 'unixepoch') || '"'), 0) + NEW.n) END;
END;

CREATE TRIGGER case_figures_filed AFTER INSERT ON tip_offs WHEN NEW.door = 'problem' BEGIN
  INSERT INTO figure_changes (at, whole, unit, street, category, place_kind, grid, received)
    VALUES (NEW.received_at, '', COALESCE(NEW.unit, ''), NEW.street, NEW.category, COALESCE(NEW.place_kind, ''),
      COALESCE(NEW.grid, ''), 1);
  INSERT INTO open_changes (due_at, whole, unit, street, category, place_kind, grid, n)
    SELECT NEW.due_at, '', COALESCE(NEW.unit, ''), NEW.street, NEW.category, COALESCE(NEW.place_kind, ''),
      COALESCE(NEW.grid, ''), 1
    WHERE NEW.status IN ('received', 'accepted', 'assigned', 'rectified', 'verified');
  INSERT INTO figure_changes (at, whole, unit, street, category, place_kind, grid, closed, closed_on_time, days)
    SELECT NEW.closed_at, '', COALESCE(NEW.unit, ''), NEW.street, NEW.category, COALESCE(NEW.place_kind, ''),
      COALESCE(NEW.grid, ''), 1, NEW.closed_at <= NEW.due_at, NEW.closed_days
    WHERE NEW.closed_at IS NOT NULL;
  INSERT INTO figure_changes (at, whole, unit, street, category, place_kind, grid, rebounds)
    SELECT NEW.received_at, '', COALESCE(NEW.rebound_unit, ''), NEW.street, NEW.category, COALESCE(NEW.place_kind, ''),
      COALESCE(NEW.grid, ''), 1
    WHERE NEW.rebound_of IS NOT NULL;
END;

-- Received: given to another unit, or put right, it counts there; only the dimensions that differ are touched.
CREATE TRIGGER case_figures_received_moved AFTER UPDATE OF unit, street, category, place_kind, grid ON tip_offs
  WHEN NEW.door = 'problem' AND (NEW.unit IS NOT OLD.unit OR NEW.street <> OLD.street OR NEW.category <> OLD.category
    OR NEW.place_kind IS NOT OLD.place_kind OR NEW.grid IS NOT OLD.grid) BEGIN
  INSERT INTO figure_changes (at, unit, street, category, place_kind, grid, received)
    VALUES (OLD.received_at, CASE WHEN NEW.unit IS NOT OLD.unit THEN COALESCE(OLD.unit, '') END,
      CASE WHEN NEW.street <> OLD.street THEN OLD.street END, CASE WHEN NEW.category <> OLD.category THEN OLD.category END,
      CASE WHEN NEW.place_kind IS NOT OLD.place_kind THEN COALESCE(OLD.place_kind, '') END,
      CASE WHEN NEW.grid IS NOT OLD.grid THEN COALESCE(OLD.grid, '') END, -1);
  INSERT INTO figure_changes (at, unit, street, category, place_kind, grid, received)
    VALUES (NEW.received_at, CASE WHEN NEW.unit IS NOT OLD.unit THEN COALESCE(NEW.unit, '') END,
      CASE WHEN NEW.street <> OLD.street THEN NEW.street END, CASE WHEN NEW.category <> OLD.category THEN NEW.category END,
      CASE WHEN NEW.place_kind IS NOT OLD.place_kind THEN COALESCE(NEW.place_kind, '') END,
      CASE WHEN NEW.grid IS NOT OLD.grid THEN COALESCE(NEW.grid, '') END, 1);
  -- What was said of the result goes where the case goes, but stays with the unit that was rated.
  UPDATE case_ratings SET street = NEW.street, category = NEW.category, place_kind = NEW.place_kind, grid = NEW.grid
    WHERE tip_off_id = NEW.id AND (street <> NEW.street OR category <> NEW.category OR place_kind IS NOT NEW.place_kind
      OR grid IS NOT NEW.grid);
END;

CREATE TRIGGER case_figures_open_moved AFTER UPDATE OF status, due_at, unit, street, category, place_kind, grid ON tip_offs
  WHEN NEW.door = 'problem' AND ((NEW.status IN ('received', 'accepted', 'assigned', 'rectified', 'verified'))
      <> (OLD.status IN ('received', 'accepted', 'assigned', 'rectified', 'verified'))
    OR NEW.due_at <> OLD.due_at OR NEW.unit IS NOT OLD.unit OR NEW.street <> OLD.street OR NEW.category <> OLD.category
    OR NEW.place_kind IS NOT OLD.place_kind OR NEW.grid IS NOT OLD.grid) BEGIN
  INSERT INTO open_changes (due_at, whole, unit, street, category, place_kind, grid, n)
    SELECT OLD.due_at, '', COALESCE(OLD.unit, ''), OLD.street, OLD.category, COALESCE(OLD.place_kind, ''),
      COALESCE(OLD.grid, ''), -1
    WHERE OLD.status IN ('received', 'accepted', 'assigned', 'rectified', 'verified');
  INSERT INTO open_changes (due_at, whole, unit, street, category, place_kind, grid, n)
    SELECT NEW.due_at, '', COALESCE(NEW.unit, ''), NEW.street, NEW.category, COALESCE(NEW.place_kind, ''),
      COALESCE(NEW.grid, ''), 1
    WHERE NEW.status IN ('received', 'accepted', 'assigned', 'rectified', 'verified');
END;

-- A closing that is taken back, by whomever, was none: the month it lay in no longer counts it.
CREATE TRIGGER case_figures_closed_moved
  AFTER UPDATE OF closed_at, closed_days, due_at, unit, street, category, place_kind, grid ON tip_offs
  WHEN NEW.door = 'problem' AND (NEW.closed_at IS NOT NULL OR OLD.closed_at IS NOT NULL)
    AND (NEW.closed_at IS NOT OLD.closed_at OR NEW.closed_days IS NOT OLD.closed_days OR NEW.due_at <> OLD.due_at
      OR NEW.unit IS NOT OLD.unit OR NEW.street <> OLD.street OR NEW.category <> OLD.category
      OR NEW.place_kind IS NOT OLD.place_kind OR NEW.grid IS NOT OLD.grid) BEGIN
  INSERT INTO figure_changes (at, whole, unit, street, category, place_kind, grid, closed, closed_on_time, days)
    SELECT OLD.closed_at, '', COALESCE(OLD.unit, ''), OLD.street, OLD.category, COALESCE(OLD.place_kind, ''),
      COALESCE(OLD.grid, ''), -1, -(OLD.closed_at <= OLD.due_at), OLD.closed_days
    WHERE OLD.closed_at IS NOT NULL;
  INSERT INTO figure_changes (at, whole, unit, street, category, place_kind, grid, closed, closed_on_time, days)
    SELECT NEW.closed_at, '', COALESCE(NEW.unit, ''), NEW.street, NEW.category, COALESCE(NEW.place_kind, ''),
      COALESCE(NEW.grid, ''), 1, NEW.closed_at <= NEW.due_at, NEW.closed_days
    WHERE NEW.closed_at IS NOT NULL;
END;

-- A rebound counts against the unit that had mended it the first time.
CREATE TRIGGER case_figures_rebound_moved
  AFTER UPDATE OF rebound_of, rebound_unit, street, category, place_kind, grid ON tip_offs
  WHEN NEW.door = 'problem' AND (NEW.rebound_of IS NOT NULL OR OLD.rebound_of IS NOT NULL)
    AND ((NEW.rebound_of IS NULL) <> (OLD.rebound_of IS NULL) OR NEW.rebound_unit IS NOT OLD.rebound_unit
      OR NEW.street <> OLD.street OR NEW.category <> OLD.category OR NEW.place_kind IS NOT OLD.place_kind
      OR NEW.grid IS NOT OLD.grid) BEGIN
  INSERT INTO figure_changes (at, whole, unit, street, category, place_kind, grid, rebounds)
    SELECT OLD.received_at, '', COALESCE(OLD.rebound_unit, ''), OLD.street, OLD.category, COALESCE(OLD.place_kind, ''),
      COALESCE(OLD.grid, ''), -1
    WHERE OLD.rebound_of IS NOT NULL;
  INSERT INTO figure_changes (at, whole, unit, street, category, place_kind, grid, rebounds)
    SELECT NEW.received_at, '', COALESCE(NEW.rebound_unit, ''), NEW.street, NEW.category, COALESCE(NEW.place_kind, ''),
      COALESCE(NEW.grid, ''), 1
    WHERE NEW.rebound_of IS NOT NULL;
END;

-- The event is written before the case changes: the unit is still the one that was rated.
CREATE TRIGGER case_ratings_heard AFTER INSERT ON tip_off_events WHEN NEW.kind = 'rate' AND NEW.note IS NOT NULL BEGIN
  INSERT INTO case_ratings (event_id, tip_off_id, rating, rated_at, unit, street, category, place_kind, grid)
    SELECT NEW.id, NEW.tip_off_id, NEW.note, NEW.happened_at, unit, street, category, place_kind, grid
    FROM tip_offs WHERE id = NEW.tip_off_id AND door = 'problem';
END;
CREATE TRIGGER case_ratings_counted AFTER INSERT ON case_ratings BEGIN
  INSERT INTO figure_changes (at, whole, unit, street, category, place_kind, grid, mended, partly, not_mended)
    VALUES (NEW.rated_at, '', COALESCE(NEW.unit, ''), NEW.street, NEW.category, COALESCE(NEW.place_kind, ''),
      COALESCE(NEW.grid, ''), NEW.rating = 'mended', NEW.rating = 'partly', NEW.rating = 'not_mended');
END;
CREATE TRIGGER case_ratings_moved AFTER UPDATE ON case_ratings BEGIN
  INSERT INTO figure_changes (at, street, category, place_kind, grid, mended, partly, not_mended)
    VALUES (OLD.rated_at, OLD.street, OLD.category, COALESCE(OLD.place_kind, ''), COALESCE(OLD.grid, ''),
      -(OLD.rating = 'mended'), -(OLD.rating = 'partly'), -(OLD.rating = 'not_mended'));
  INSERT INTO figure_changes (at, street, category, place_kind, grid, mended, partly, not_mended)
    VALUES (NEW.rated_at, NEW.street, NEW.category, COALESCE(NEW.place_kind, ''), COALESCE(NEW.grid, ''),
      NEW.rating = 'mended', NEW.rating = 'partly', NEW.rating = 'not_mended');
END;

-- A look-back counts on the day somebody looked, where it was picked.
CREATE TRIGGER look_backs_placed AFTER INSERT ON look_backs BEGIN
  UPDATE look_backs SET place_kind = (SELECT place_kind FROM tip_offs WHERE id = NEW.tip_off_id),
    grid = (SELECT grid FROM tip_offs WHERE id = NEW.tip_off_id) WHERE id = NEW.id;
  INSERT INTO figure_changes (at, whole, unit, street, category, place_kind, grid, looked_back, look_backs_rebounded)
    SELECT looked_at, '', unit, street, category, COALESCE(place_kind, ''), COALESCE(grid, ''), 1, state = 'rebounded'
    FROM look_backs WHERE id = NEW.id AND state IN ('held', 'rebounded') AND looked_at IS NOT NULL;
END;
CREATE TRIGGER look_backs_figured AFTER UPDATE OF state, looked_at ON look_backs
  WHEN NEW.state <> OLD.state OR NEW.looked_at IS NOT OLD.looked_at BEGIN
  INSERT INTO figure_changes (at, whole, unit, street, category, place_kind, grid, looked_back, look_backs_rebounded)
    SELECT OLD.looked_at, '', OLD.unit, OLD.street, OLD.category, COALESCE(OLD.place_kind, ''), COALESCE(OLD.grid, ''),
      -1, -(OLD.state = 'rebounded')
    WHERE OLD.state IN ('held', 'rebounded') AND OLD.looked_at IS NOT NULL;
  INSERT INTO figure_changes (at, whole, unit, street, category, place_kind, grid, looked_back, look_backs_rebounded)
    SELECT NEW.looked_at, '', NEW.unit, NEW.street, NEW.category, COALESCE(NEW.place_kind, ''), COALESCE(NEW.grid, ''),
      1, NEW.state = 'rebounded'
    WHERE NEW.state IN ('held', 'rebounded') AND NEW.looked_at IS NOT NULL;
END;

-- What there is already. Working days of old closings are counted by a job (figures/count-closings.ts).
UPDATE look_backs SET place_kind = (SELECT place_kind FROM tip_offs WHERE tip_offs.id = tip_off_id),
  grid = (SELECT grid FROM tip_offs WHERE tip_offs.id = tip_off_id);
-- The unit that was rated: the last one it was given to before.
INSERT INTO case_ratings (event_id, tip_off_id, rating, rated_at, unit, street, category, place_kind, grid)
  SELECT rated.id, tip_offs.id, rated.note, rated.happened_at, (SELECT given.unit FROM tip_off_events AS given
      WHERE given.tip_off_id = tip_offs.id AND given.seq < rated.seq AND given.kind IN ('assign', 'transfer')
      ORDER BY given.seq DESC LIMIT 1),
    street, category, place_kind, grid
  FROM tip_off_events AS rated JOIN tip_offs ON tip_offs.id = rated.tip_off_id
  WHERE rated.kind = 'rate' AND rated.note IS NOT NULL AND door = 'problem';
INSERT INTO case_figures (period, dimension, key, received, closed, closed_on_time, rebounds, looked_back, look_backs_rebounded)
  SELECT CASE length_of.value WHEN 'month' THEN strftime('%Y-%m', at / 1000 + 28800, 'unixepoch')
      WHEN 'quarter' THEN strftime('%Y-Q', at / 1000 + 28800, 'unixepoch')
        || ((strftime('%m', at / 1000 + 28800, 'unixepoch') + 2) / 3)
      ELSE strftime('%Y', at / 1000 + 28800, 'unixepoch') END,
    dimensions.value,
    CASE dimensions.value WHEN 'all' THEN '' WHEN 'unit' THEN COALESCE(unit, '') WHEN 'street' THEN street
      WHEN 'category' THEN category WHEN 'place_kind' THEN COALESCE(place_kind, '') ELSE COALESCE(grid, '') END,
    SUM(received), SUM(closed), SUM(on_time), SUM(rebounds), SUM(looked), SUM(look_rebounded)
  FROM (
    SELECT received_at AS at, unit, street, category, place_kind, grid, 1 AS received, 0 AS closed, 0 AS on_time,
      0 AS rebounds, 0 AS looked, 0 AS look_rebounded FROM tip_offs WHERE door = 'problem'
    UNION ALL SELECT closed_at, unit, street, category, place_kind, grid, 0, 1, closed_at <= due_at, 0, 0, 0
      FROM tip_offs WHERE door = 'problem' AND closed_at IS NOT NULL
    UNION ALL SELECT received_at, rebound_unit, street, category, place_kind, grid, 0, 0, 0, 1, 0, 0
      FROM tip_offs WHERE door = 'problem' AND rebound_of IS NOT NULL
    UNION ALL SELECT looked_at, unit, street, category, place_kind, grid, 0, 0, 0, 0, 1, state = 'rebounded'
      FROM look_backs WHERE state IN ('held', 'rebounded') AND looked_at IS NOT NULL)
    CROSS JOIN json_each('["month", "quarter", "year"]') AS length_of
    CROSS JOIN json_each('["all", "unit", "street", "category", "place_kind", "grid"]') AS dimensions
  WHERE true GROUP BY 1, 2, 3
  ON CONFLICT (period, dimension, key) DO UPDATE SET received = received + excluded.received,
    closed = closed + excluded.closed, closed_on_time = closed_on_time + excluded.closed_on_time,
    rebounds = rebounds + excluded.rebounds, looked_back = looked_back + excluded.looked_back,
    look_backs_rebounded = look_backs_rebounded + excluded.look_backs_rebounded;
INSERT INTO open_figures (dimension, key, due)
  SELECT dimension, key, json_group_object(day, n) FROM (
    SELECT dimensions.value AS dimension, CASE dimensions.value WHEN 'all' THEN '' WHEN 'unit' THEN COALESCE(unit, '')
        WHEN 'street' THEN street WHEN 'category' THEN category WHEN 'place_kind' THEN COALESCE(place_kind, '')
        ELSE COALESCE(grid, '') END AS key,
      date(due_at / 1000 + 28800, 'unixepoch') AS day, COUNT(*) AS n
    FROM tip_offs
      CROSS JOIN json_each('["all", "unit", "street", "category", "place_kind", "grid"]') AS dimensions
    WHERE door = 'problem' AND status IN ('received', 'accepted', 'assigned', 'rectified', 'verified') GROUP BY 1, 2, 3)
  GROUP BY dimension, key;
