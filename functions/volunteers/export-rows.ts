import type { Database } from '../http/app-types.ts'

// Books by id, so many at a time; a book joined into another is counted with that other one, an erased one has no name.
const PAGE = `WITH page AS (SELECT id FROM volunteers WHERE joined_into IS NULL AND erased_at IS NULL AND id > ?1
    ORDER BY id LIMIT ?2),
  served AS (SELECT page.id AS book, sum(minutes) AS minutes, sum(no_show = 0) AS times,
      max(CASE no_show WHEN 0 THEN served_on END) AS last_day
    FROM page JOIN volunteers AS owner ON owner.id = page.id OR owner.joined_into = page.id
      JOIN service_records ON volunteer_id = owner.id GROUP BY page.id)
  SELECT volunteers.id, number, contact_sealed, age_band, community, skills, registered_at,
    COALESCE(minutes, 0) AS minutes, COALESCE(times, 0) AS times, last_day
  FROM page JOIN volunteers ON volunteers.id = page.id LEFT JOIN served ON book = volunteers.id ORDER BY volunteers.id`

export type ExportRow = {
  id: string
  number: string
  contact_sealed: string | null
  age_band: 'adult' | 'teen' | 'child'
  community: string
  skills: string
  registered_at: number
  minutes: number
  times: number
  last_day: string | null
}

/** The next books after this id; begin with ''. */
export const listToExport = async (db: Database, after: string, limit: number): Promise<ExportRow[]> =>
  (await db.prepare(PAGE).bind(after, limit).all<ExportRow>()).results
