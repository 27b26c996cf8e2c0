-- Further ways for messages to leave, who chose them, and one row for each message on each way.
CREATE TABLE outbox_channels (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('wecom', 'smtp', 'cloudflare')),
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  password_sealed TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  disabled_at INTEGER,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

-- owner: 'desk', 'unit:<unit>' or 'staff:<account>'. An ended subscription keeps no address.
CREATE TABLE outbox_subscriptions (
  id TEXT PRIMARY KEY,
  channel_id TEXT NOT NULL REFERENCES outbox_channels (id),
  owner TEXT NOT NULL,
  address_sealed TEXT NOT NULL,
  address_hint TEXT NOT NULL,
  kinds TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX outbox_subscriptions_by_owner ON outbox_subscriptions (owner, created_at) WHERE ended_at IS NULL;

-- channel_id 'webhook' is the one of the environment, with no subscription.
CREATE TABLE outbox_deliveries (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES outbox_messages (id) ON DELETE CASCADE,
  channel_id TEXT NOT NULL,
  subscription_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'not_sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  UNIQUE (message_id, channel_id, subscription_id)
) STRICT;
CREATE INDEX outbox_deliveries_due ON outbox_deliveries (channel_id, next_attempt_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_deliveries_by_channel ON outbox_deliveries (channel_id, created_at DESC, id DESC);
CREATE INDEX outbox_deliveries_by_subscription ON outbox_deliveries (subscription_id) WHERE state = 'waiting';

-- When a message was laid out for its channels; null: not yet.
ALTER TABLE outbox_messages ADD COLUMN laid_out_at INTEGER;
-- What was tried before stays on record as tries of the webhook.
INSERT INTO outbox_deliveries
    (id, message_id, channel_id, state, attempts, next_attempt_at, last_error, created_at, sent_at)
  SELECT id, id, 'webhook', state, attempts, next_attempt_at, last_error, created_at, sent_at FROM outbox_messages
  WHERE attempts > 0;
UPDATE outbox_messages SET laid_out_at = created_at WHERE attempts > 0 OR state <> 'waiting';
DROP INDEX outbox_messages_due;
CREATE INDEX outbox_messages_to_lay_out ON outbox_messages (created_at, id) WHERE laid_out_at IS NULL;

-- A message stands as its deliveries do: waiting while one waits, failed when one failed.
CREATE TRIGGER outbox_deliveries_tell_message AFTER UPDATE ON outbox_deliveries BEGIN
  UPDATE outbox_messages SET
    state = (SELECT CASE WHEN SUM(state = 'waiting') > 0 THEN 'waiting' WHEN SUM(state = 'failed') > 0 THEN 'failed'
      WHEN SUM(state = 'sent') > 0 THEN 'sent' ELSE 'not_sent' END
      FROM outbox_deliveries WHERE message_id = NEW.message_id),
    attempts = (SELECT MAX(attempts) FROM outbox_deliveries WHERE message_id = NEW.message_id),
    next_attempt_at = (SELECT MIN(next_attempt_at) FROM outbox_deliveries WHERE message_id = NEW.message_id),
    sent_at = (SELECT MAX(sent_at) FROM outbox_deliveries WHERE message_id = NEW.message_id),
    last_error = (SELECT last_error FROM outbox_deliveries
      WHERE message_id = NEW.message_id AND last_error IS NOT NULL ORDER BY state = 'sent', next_attempt_at LIMIT 1)
  WHERE id = NEW.message_id;
END;

-- A photo of the place after carries the key the phone gave it: sent again, it is the same photo.
ALTER TABLE photos ADD COLUMN sent_key TEXT;
CREATE UNIQUE INDEX photos_by_sent_key ON photos (sent_key) WHERE sent_key IS NOT NULL;
