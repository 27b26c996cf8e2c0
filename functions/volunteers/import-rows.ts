import type { Database, Statement } from '../http/app-types.ts'

const KNOWN = `SELECT person_key, number FROM volunteers WHERE person_key IN (SELECT value FROM json_each(?1))`
const THERE = 'SELECT id FROM service_records WHERE id IN (SELECT value FROM json_each(?1))'
const COUNTER =
  'INSERT INTO case_counters (day, value) VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET value = value + ?2'
// Who has come in by another way since the list was looked over keeps the book they have.
const BOOKS = `INSERT INTO volunteers (id, number, code_hash, phone_hash, person_key, contact_sealed, age_band, community,
    registered_at)
  SELECT value ->> 'id', ?1 || '-' || printf('%06d', counted - json_array_length(?2) + key + 1), value ->> 'codeHash',
    value ->> 'phoneHash', value ->> 'key', value ->> 'sealed', 'adult', value ->> 'community', ?3
  FROM json_each(?2), (SELECT value AS counted FROM case_counters WHERE day = ?1)
  WHERE NOT EXISTS (SELECT 1 FROM volunteers WHERE person_key = json_each.value ->> 'key')`
// Into the oldest living book of the person. An id follows from person, day and hours: the same line again adds nothing.
const RECORDS = `INSERT INTO service_records (id, volunteer_id, person_key, source, title, centre, served_on, minutes,
    recorded_at, changed_at)
  SELECT one.value ->> 'id', book.id, book.person_key, 'imported', ?2, ?3, one.value ->> 'day', one.value ->> 'minutes',
    ?4, ?4
  FROM json_each(?1) AS one JOIN volunteers AS book ON book.id = (SELECT COALESCE(joined_into, id) FROM volunteers
    WHERE person_key = one.value ->> 'key' AND erased_at IS NULL ORDER BY registered_at, id LIMIT 1)
  WHERE true ON CONFLICT (id) DO NOTHING`

const TALLY = `SELECT (SELECT count(*) FROM volunteers WHERE id IN (SELECT value FROM json_each(?1))) AS people,
  COALESCE((SELECT sum(minutes) FROM service_records WHERE id IN (SELECT value FROM json_each(?2)) AND recorded_at = ?3), 0)
    AS minutes`

export type ImportedBook = {
  id: string
  key: string
  codeHash: string
  phoneHash: string
  sealed: string
  community: string
}
export type ImportedRecord = { id: string; key: string; day: string; minutes: number }

/** The numbers of the books that these people have already. */
export const listKnown = async (db: Database, keys: string[]): Promise<Map<string, string[]>> => {
  const { results } = await db.prepare(KNOWN).bind(JSON.stringify(keys)).all<{ person_key: string; number: string }>()
  const known = new Map<string, string[]>()
  for (const { person_key, number } of results) known.set(person_key, [...(known.get(person_key) ?? []), number])
  return known
}

/** Which of these records have been taken over before. */
export const listThere = async (db: Database, ids: string[]): Promise<Set<string>> =>
  new Set((await db.prepare(THERE).bind(JSON.stringify(ids)).all<{ id: string }>()).results.map(({ id }) => id))

export const insertImported = (
  db: Database,
  books: ImportedBook[],
  records: ImportedRecord[],
  how: { year: string; title: string; centre: string; at: number },
): Statement[] => [
  ...(books.length > 0
    ? [
        db.prepare(COUNTER).bind(how.year, books.length),
        db.prepare(BOOKS).bind(how.year, JSON.stringify(books), how.at),
      ]
    : []),
  ...(records.length > 0 ? [db.prepare(RECORDS).bind(JSON.stringify(records), how.title, how.centre, how.at)] : []),
]

/** How many of these books and minutes are there now, of those recorded at this moment. */
export const countImported = async (db: Database, books: string[], records: string[], at: number) =>
  (await db
    .prepare(TALLY)
    .bind(JSON.stringify(books), JSON.stringify(records), at)
    .first<{ people: number; minutes: number }>()) ?? { people: 0, minutes: 0 }
