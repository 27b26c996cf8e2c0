import { DAY, HOUR } from '../../functions/domain/shanghai-day.ts'
import { openKept } from '../fixtures/over-http.ts'

const ACTIVITY = `INSERT INTO activities (id, number, state, kind, title, text, centre, street, community, place, contact_name,
    contact_phone, bring, min_age, skills, created_at, changed_at)
  VALUES (?1, ?2, 'open', ?3, ?4, '早高峰在路口劝导行人和非机动车，手把手带您做。', 'liuan-station', 'heyuan-street', 'liuan',
    '柳岸路口东南角', '苏禾', '19900000411', '遮阳帽、水杯；红马甲现场领取', ?5, '["first-aid"]', ?6, ?6)`
const SHIFT = `INSERT INTO shifts (id, activity_id, starts_at, ends_at, capacity, opens_at, closes_at, cancel_until, state)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?3, ?3, ?7)`

// The portal's own counter: neither another test's activity nor the desk's gets the same number.
const COUNT = `INSERT INTO case_counters (day, value) VALUES ('A26', 1)
  ON CONFLICT (day) DO UPDATE SET value = value + 1 RETURNING value AS n`

export type Over = {
  title?: string
  kind?: string
  minAge?: number
  capacity?: number
  opensAt?: number
  startsAt?: number
  state?: 'open' | 'cancelled'
  /** Another time of this activity. */
  of?: AShift
}
export type AShift = { id: string; activity: string; number: string; title: string; startsAt: number }

let made = 0

/** Puts a published activity with one shift into the running portal's database, as the desk leaves it there. */
export const aShift = async (folder: string, over: Over = {}): Promise<AShift> => {
  made += 1
  const { kind = 'guide', minAge = 0, capacity = 10, state = 'open' } = over
  const now = Date.now()
  // Each some hours after the one before: nobody is kept from a shift by another one at that time.
  const startsAt = over.startsAt ?? Math.ceil(now / DAY) * DAY + 2 * DAY + made * 3 * HOUR
  const id = crypto.randomUUID() as string
  const activity = over.of?.activity ?? (crypto.randomUUID() as string)
  const kept = openKept(folder)
  const number =
    over.of?.number ?? `A26-${String((await kept.DB.prepare(COUNT).first<{ n: number }>())!.n).padStart(4, '0')}`
  const title = over.title ?? `柳岸路口文明劝导${number}`
  await kept.DB.batch([
    ...(over.of ? [] : [kept.DB.prepare(ACTIVITY).bind(activity, number, kind, title, minAge, now)]),
    kept.DB.prepare(SHIFT).bind(
      ...[id, activity, startsAt, startsAt + 2 * HOUR, capacity, over.opensAt ?? now - DAY, state],
    ),
  ])
  kept.close()
  return { id, activity, number, title, startsAt }
}

const SERVED = `INSERT INTO service_records (id, volunteer_id, person_key, source, title, centre, served_on, no_show, minutes,
    corrected, reason, disputed_at, dispute_answer, recorded_at, changed_at)
  SELECT lower(format('%s-%s-4000-8000-%s', hex(randomblob(4)), hex(randomblob(2)), hex(randomblob(6)))), volunteer_id, person_key, 'imported', '河滩清洁', 'liuan-station', '2026-11-07', ?2,
    90 * (1 - ?2), 1, '按名单补记', iif(?2, ?3, NULL), iif(?2, '已核对', NULL), ?3, ?3 FROM sign_ups WHERE shift_id = ?1`

/** Gives everybody signed up for the shift an hour and a half of some other day, and a day missed whose dispute was answered. */
export const serve = async (folder: string, shift: string): Promise<void> => {
  const kept = openKept(folder)
  await kept.DB.batch([
    kept.DB.prepare(SERVED).bind(shift, 0, Date.now()),
    kept.DB.prepare(SERVED).bind(shift, 1, Date.now()),
  ])
  kept.close()
}
