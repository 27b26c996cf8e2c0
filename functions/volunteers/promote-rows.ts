import { OFFER } from '../domain/volunteer.ts'
import type { Env, Statement } from '../http/app-types.ts'

// Who moves up now, all at once: from the front of the queue as many parties as there are places, and nobody from behind
// one that does not fit yet. A party larger than all places of a shift that was made smaller is passed over, for it would
// stop everybody for good.
const NEXT = `SELECT seq FROM (
    SELECT seq, sum(count(*)) OVER (ORDER BY seq) AS upto FROM sign_ups WHERE shift_id = ?1 AND state = 'waiting' GROUP BY seq
    HAVING count(*) <= (SELECT capacity - reserved FROM shifts WHERE id = ?1))
  WHERE upto <= (SELECT capacity - reserved - taken FROM shifts JOIN activities ON activities.id = activity_id
    WHERE shifts.id = ?1 AND shifts.state = 'open' AND activities.state = 'open' AND starts_at > ?2)`
// As offerUntil in domain/volunteer.ts, of the shift as it stands at this moment.
const UNTIL = `(SELECT CASE WHEN min(?2 + ?3, starts_at - ?4) - ?2 >= ?5 THEN min(?2 + ?3, starts_at - ?4) END
    FROM shifts WHERE id = ?1)`
const MOVE_UP = [
  'UPDATE sign_ups SET changed_at = ?2, version = version + 1, offer_until = ',
  UNTIL,
  ', state = CASE WHEN ',
  UNTIL,
  " IS NULL THEN 'confirmed' ELSE 'offered' END WHERE shift_id = ?1 AND state = 'waiting' AND seq IN (",
  NEXT,
  ')',
].join('')
const UUID = `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' ||
    substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`
// Whoever signed the party up hears of it, once.
const TELL_MOVED_UP = [
  'INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at) SELECT ',
  UUID,
  ', CASE WHEN ',
  UNTIL,
  ` IS NULL THEN 'sign_up.confirmed' ELSE 'sign_up.offered' END, 'volunteer', number, ?2, ?2
  FROM (SELECT DISTINCT moving.party, volunteers.number AS number FROM sign_ups AS moving
    JOIN sign_ups AS head ON head.id = moving.party JOIN volunteers ON volunteers.id = head.volunteer_id
    WHERE moving.shift_id = ?1 AND moving.state = 'waiting' AND moving.seq IN (`,
  NEXT,
  '))',
].join('')

const TELL_LAPSED = [
  'INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at) SELECT ',
  UUID,
  `, 'sign_up.lapsed', 'volunteer', number, ?2, ?2
  FROM (SELECT DISTINCT lapsing.party, volunteers.number AS number FROM sign_ups AS lapsing
    JOIN sign_ups AS head ON head.id = lapsing.party JOIN volunteers ON volunteers.id = head.volunteer_id
    WHERE lapsing.shift_id = ?1 AND lapsing.state = 'offered' AND lapsing.offer_until <= ?2)`,
].join('')
const LAPSE = `UPDATE sign_ups SET state = 'lapsed', changed_at = ?2, version = version + 1
  WHERE shift_id = ?1 AND state = 'offered' AND offer_until <= ?2`
const STIRRING = `SELECT shift_id AS id FROM sign_ups INDEXED BY sign_ups_offered
    WHERE state = 'offered' AND offer_until <= ?1
  UNION SELECT id FROM shifts WHERE state = 'open' AND ends_at > ?1 AND starts_at > ?1 AND waiting > 0
    AND taken < capacity - reserved`

/** Moves up whoever is next, and tells them: the message before the change it tells of. */
export const moveUp = ({ DB }: Env, shift: string, at: number): Statement[] =>
  [TELL_MOVED_UP, MOVE_UP].map((sql) =>
    DB.prepare(sql).bind(shift, at, OFFER.longest, OFFER.endsBefore, OFFER.shortest),
  )

export const lapseOffers = ({ DB }: Env, shift: string, at: number): Statement[] =>
  [TELL_LAPSED, LAPSE].map((sql) => DB.prepare(sql).bind(shift, at))

/** Shifts on which an offer has lapsed, or a place is free and somebody waits. */
export const listStirring = async ({ DB }: Env, at: number): Promise<string[]> =>
  (await DB.prepare(STIRRING).bind(at).all<{ id: string }>()).results.map(({ id }) => id)
