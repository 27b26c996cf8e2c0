-- What was refused, newest first: among a million acts it is a few, and the auditor's first question.
CREATE INDEX audit_events_refused ON audit_events (happened_at DESC, id DESC) WHERE result <> 'ok';
