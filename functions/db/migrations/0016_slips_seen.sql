-- Slips nobody answered yet, counted for the desk's navigation: of a unit, or the red ones of all.
CREATE INDEX slips_unanswered ON slips (colour, unit) WHERE answered_at IS NULL AND withdrawn_at IS NULL;
-- Open cases marked as urgent (加急), in the queue's order.
CREATE INDEX tip_offs_urgent ON tip_offs (due_at, id) WHERE urgent_at IS NOT NULL AND status IN ('received', 'accepted', 'assigned', 'rectified', 'verified');
