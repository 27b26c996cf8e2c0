import { done, refused, type Outcome } from '../domain/outcome.ts'
import { isSamePlace, metresBetween } from '../domain/same-place.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { findCase } from './desk-rows.ts'
import { recordReading } from './reading-rows.ts'
import { listBefore, listResults } from './same-place-rows.ts'

/** Whoever opened a case this long ago is still said to read it. */
const READING_MS = 2 * 60_000
/** Earlier cases of the kind and community that are looked at, and how many of them are shown. */
const LOOKED_AT = 60
const SHOWN = 5

export type Beside = {
  readers: { name: string; at: number }[]
  samePlace: {
    id: string
    number: string
    status: string
    landmark: string
    receivedAt: number
    closedAt: number | null
    rating: string | null
    reopenedCount: number
    /** How far away, where both places are known. */
    metres: number | null
    /** What the resident was told in the end. */
    result: string | null
  }[]
}

/**
 * What stands beside a case when somebody opens it: which colleagues read it in these two minutes, and what was reported
 * at the same place before, with its result. Notes that this person reads it. Refusal: `tip_off.not_found`.
 */
export async function readBeside(env: Env, id: string, staff: Staff, now: number): Promise<Outcome<Beside>> {
  const scope = scopeOf(staff)
  const row = isUuid(id) ? await findCase(env.DB, id, scope) : null
  if (!row) return refused('tip_off.not_found')
  const [readers, before] = await Promise.all([
    recordReading(env.DB, id, staff.id, now, now - READING_MS),
    listBefore(env.DB, row, scope, LOOKED_AT),
  ])
  const near = before.filter((one) => isSamePlace(row, one)).slice(0, SHOWN)
  const results = await listResults(
    env.DB,
    near.map((one) => one.id),
  )
  return done({
    readers: readers.map(({ name, read_at }) => ({ name, at: read_at })),
    samePlace: near.map((one) => ({
      id: one.id,
      number: one.number,
      status: one.status,
      landmark: one.landmark,
      receivedAt: one.received_at,
      closedAt: one.closed_at,
      rating: one.rating,
      reopenedCount: one.reopened_count,
      metres: metresBetween(row, one),
      result: results.findLast(({ tip_off_id }) => tip_off_id === one.id)?.said ?? null,
    })),
  })
}
