import type { Env } from '../http/app-types.ts'

// Both are whole books still: of two joins at once, the second finds nothing to do, so that no book leads to itself.
const JOIN = `UPDATE volunteers SET joined_into = ?2
  WHERE (id = ?1 OR joined_into = ?1) AND id <> ?2
    AND (SELECT joined_into IS NULL AND erased_at IS NULL FROM volunteers WHERE id = ?1)
    AND (SELECT joined_into IS NULL AND erased_at IS NULL FROM volunteers WHERE id = ?2)`
// One person has one key from now on. A sign-up for a shift on which they stand already keeps its own.
const SIGN_UPS = `UPDATE OR IGNORE sign_ups SET person_key = (SELECT person_key FROM volunteers WHERE id = ?2)
  WHERE volunteer_id IN (SELECT id FROM volunteers WHERE joined_into = ?2) AND
    (SELECT joined_into FROM volunteers WHERE id = ?1) = ?2`
const RECORDS = `UPDATE service_records SET person_key = (SELECT person_key FROM volunteers WHERE id = ?2)
  WHERE volunteer_id IN (SELECT id FROM volunteers WHERE joined_into = ?2) AND
    (SELECT joined_into FROM volunteers WHERE id = ?1) = ?2`

/** Joins one book, and what was joined into it, into another. */
export const recordJoin = ({ DB }: Env, from: string, into: string) =>
  DB.batch([JOIN, SIGN_UPS, RECORDS].map((sql) => DB.prepare(sql).bind(from, into)))
