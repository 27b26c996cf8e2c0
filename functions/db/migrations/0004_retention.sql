-- When a case's words, place and pictures were deleted because their time was over (privacy page, "how long").
ALTER TABLE tip_offs ADD COLUMN forgotten_at INTEGER;
CREATE INDEX tip_offs_ended ON tip_offs (changed_at, id) WHERE forgotten_at IS NULL AND status IN ('closed', 'rejected', 'merged', 'withdrawn');
CREATE INDEX tip_offs_with_contact ON tip_offs (changed_at) WHERE contact_sealed IS NOT NULL;
