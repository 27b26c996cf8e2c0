-- Which team an event of an order is about, and the time it proposed: an order passes through several hands.
ALTER TABLE order_events ADD COLUMN team_id TEXT;
ALTER TABLE order_events ADD COLUMN proposed_at INTEGER;
