import type { MarkKind } from '../domain/attendance.ts'
import type { Database } from '../http/app-types.ts'

export type SpotRow = { id: string; shift_id: string; starts_at: number; ends_at: number; title: string }

// A book and those joined into it are one person's. Whoever leads a party may name one of its members' sign-ups.
const MINE = `SELECT sign_ups.id, shift_id, shifts.starts_at, shifts.ends_at, activities.title
  FROM sign_ups JOIN shifts ON shifts.id = shift_id JOIN activities ON activities.id = activity_id
  WHERE (sign_ups.volunteer_id = ?1 OR sign_ups.volunteer_id IN (SELECT id FROM volunteers WHERE joined_into = ?1)
      OR (?4 IS NOT NULL AND party IN (SELECT head.id FROM sign_ups AS head WHERE head.volunteer_id = ?1)))
    AND sign_ups.state IN ('confirmed', 'offered') AND shifts.state = 'open'
    AND shifts.starts_at <= ?2 AND shifts.ends_at >= ?3
    AND (?4 IS NULL OR sign_ups.id = ?4) AND (?5 IS NULL OR shift_id = ?5)
  ORDER BY abs(shifts.starts_at - ?6), sign_ups.id LIMIT 5`
const OWN_MARKS = `SELECT kind, marked_at AS at FROM attendance_marks WHERE sign_up_id = ? ORDER BY marked_at`

/** The sign-ups of this book that may be marked now, the nearest first. */
export const listMine = async (
  db: Database,
  book: string,
  window: { startsBefore: number; endsAfter: number; now: number },
  only: { signUp?: string | undefined; shift?: string | undefined },
): Promise<SpotRow[]> => {
  const values = [book, window.startsBefore, window.endsAfter, only.signUp ?? null, only.shift ?? null, window.now]
  return (
    await db
      .prepare(MINE)
      .bind(...values)
      .all<SpotRow>()
  ).results
}

export const listMarksOf = async (db: Database, signUp: string) =>
  (await db.prepare(OWN_MARKS).bind(signUp).all<{ kind: MarkKind; at: number }>()).results
