import type { Database } from '../http/app-types.ts'

/** What the desk's list shows of an activity; the `next_` fields are null when no shift is to come. */
export type ListedRow = {
  id: string
  number: string
  state: 'draft' | 'open' | 'cancelled'
  kind: string
  title: string
  centre: string
  community: string
  shifts: number
  next_id: string | null
  next_starts_at: number | null
  next_ends_at: number | null
  next_capacity: number | null
  next_reserved: number | null
  next_taken: number | null
  next_waiting: number | null
  sort_at: number
}

export const SHOWN = ['coming', 'drafts', 'past', 'cancelled'] as const
export type Shown = (typeof SHOWN)[number]
export type Asked = { centres: string | null; after: { at: number; id: string } | null; now: number; limit: number }

// ?1 centres in reach (null: all), ?2 and ?3 the last row of the page before, ?4 now, ?5 limit.
const WHAT = `activities.id, number, activities.state, kind, title, centre, community,
    (SELECT count(*) FROM shifts WHERE activity_id = activities.id AND shifts.state <> 'cancelled') AS shifts`
const NEXT_OF = `next.id AS next_id, next.starts_at AS next_starts_at, next.ends_at AS next_ends_at,
    next.capacity AS next_capacity, next.reserved AS next_reserved, next.taken AS next_taken,
    next.waiting AS next_waiting`
const NO_NEXT = `NULL AS next_id, NULL AS next_starts_at, NULL AS next_ends_at, NULL AS next_capacity,
    NULL AS next_reserved, NULL AS next_taken, NULL AS next_waiting`
const REACHED = '(?1 IS NULL OR centre IN (SELECT value FROM json_each(?1)))'

const COMING = `SELECT ${WHAT}, ${NEXT_OF}, next.starts_at AS sort_at
  FROM shifts AS next JOIN activities ON activities.id = next.activity_id
  WHERE next.state = 'open' AND next.ends_at > ?4 AND activities.state = 'open' AND ${REACHED}
    AND next.id = (SELECT id FROM shifts WHERE activity_id = activities.id AND state = 'open' AND ends_at > ?4
      ORDER BY starts_at, id LIMIT 1)
    AND (?2 IS NULL OR (next.starts_at, activities.id) > (?2, ?3))
  ORDER BY next.starts_at, activities.id LIMIT ?5`
const DRAFTS = `SELECT ${WHAT}, ${NEXT_OF}, activities.created_at AS sort_at
  FROM activities LEFT JOIN shifts AS next ON next.id = (SELECT id FROM shifts
    WHERE activity_id = activities.id AND state = 'draft' AND ends_at > ?4 ORDER BY starts_at, id LIMIT 1)
  WHERE activities.state = 'draft' AND ${REACHED}
    AND (?2 IS NULL OR (activities.created_at, activities.id) < (?2, ?3))
  ORDER BY activities.created_at DESC, activities.id DESC LIMIT ?5`
const PAST = `SELECT ${WHAT}, ${NO_NEXT}, activities.created_at AS sort_at FROM activities
  WHERE activities.state = 'open' AND ${REACHED}
    AND NOT EXISTS (SELECT 1 FROM shifts WHERE activity_id = activities.id AND state = 'open' AND ends_at > ?4)
    AND (?2 IS NULL OR (activities.created_at, activities.id) < (?2, ?3))
  ORDER BY activities.created_at DESC, activities.id DESC LIMIT ?5`
const CANCELLED = `SELECT ${WHAT}, ${NO_NEXT}, activities.created_at AS sort_at FROM activities
  WHERE activities.state = 'cancelled' AND ${REACHED} AND ?4 IS NOT NULL
    AND (?2 IS NULL OR (activities.created_at, activities.id) < (?2, ?3))
  ORDER BY activities.created_at DESC, activities.id DESC LIMIT ?5`

const QUERIES: Record<Shown, string> = { coming: COMING, drafts: DRAFTS, past: PAST, cancelled: CANCELLED }

/** A page of activities: those to come by their next shift, all others the newest first. */
export const listDeskActivities = async (db: Database, shown: Shown, asked: Asked): Promise<ListedRow[]> => {
  const { centres, after, now, limit } = asked
  const query = QUERIES[shown]
  return (
    await db
      .prepare(query)
      .bind(centres, after?.at ?? null, after?.id ?? null, now, limit)
      .all<ListedRow>()
  ).results
}
