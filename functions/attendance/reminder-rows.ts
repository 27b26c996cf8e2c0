import type { Database } from '../http/app-types.ts'

/*
A reminder's id is the day of the shift before the rest of the sign-up's id: the same reminder is never put in twice,
and a shift moved to another day has one of its own. One for each party: they come with one mobile.
*/
const REMIND = `INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at)
  SELECT strftime('%Y%m%d', (shifts.starts_at + 28800000) / 1000, 'unixepoch') || substr(sign_ups.id, 9),
    'sign_up.reminder', 'volunteer', volunteers.number, ?3, ?3
  FROM shifts JOIN sign_ups ON sign_ups.shift_id = shifts.id JOIN volunteers ON volunteers.id = sign_ups.volunteer_id
  WHERE shifts.state = 'open' AND shifts.ends_at > ?1 AND shifts.starts_at >= ?1 AND shifts.starts_at < ?2
    AND sign_ups.state = 'confirmed' AND volunteers.erased_at IS NULL
    AND sign_ups.id = (SELECT first.id FROM sign_ups AS first WHERE first.shift_id = sign_ups.shift_id
      AND first.party = sign_ups.party AND first.state = 'confirmed' ORDER BY first.id <> first.party, first.id LIMIT 1)
  ON CONFLICT (id) DO NOTHING`
// Not sent yet, and nobody to remind any more: cancelled, called off, moved to another day, begun.
const WITHDRAW = `DELETE FROM outbox_messages WHERE state = 'waiting' AND topic = 'sign_up.reminder' AND id NOT IN (
    SELECT strftime('%Y%m%d', (shifts.starts_at + 28800000) / 1000, 'unixepoch') || substr(sign_ups.id, 9)
    FROM shifts JOIN sign_ups ON sign_ups.shift_id = shifts.id
    WHERE shifts.state = 'open' AND shifts.ends_at > ?1 AND shifts.starts_at > ?1 AND shifts.starts_at < ?2
      AND sign_ups.state = 'confirmed')`

export const withdrawReminders = (db: Database, now: number, until: number) => db.prepare(WITHDRAW).bind(now, until)
export const insertReminders = (db: Database, from: number, until: number, now: number) =>
  db.prepare(REMIND).bind(from, until, now)
