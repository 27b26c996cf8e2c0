import type { Database } from '../http/app-types.ts'

const RECORD = `INSERT INTO case_readings (tip_off_id, staff_id, read_at) VALUES (?1, ?2, ?3)
  ON CONFLICT (tip_off_id, staff_id) DO UPDATE SET read_at = max(read_at, excluded.read_at)`
const OTHERS = `SELECT name, read_at FROM case_readings JOIN staff ON staff.id = staff_id
  WHERE tip_off_id = ?1 AND staff_id <> ?2 AND read_at > ?3 ORDER BY read_at DESC LIMIT 3`
const FORGET = 'DELETE FROM case_readings WHERE read_at < ?1'

/** Notes that somebody reads the case now, and answers who else did since a time: one trip. */
export const recordReading = async (db: Database, id: string, staffId: string, now: number, since: number) => {
  const [, others] = await db.batch([
    db.prepare(RECORD).bind(id, staffId, now),
    db.prepare(OTHERS).bind(id, staffId, since),
  ])
  return (others?.results ?? []) as { name: string; read_at: number }[]
}

export const deleteReadings = (db: Database, before: number) => db.prepare(FORGET).bind(before).run()
