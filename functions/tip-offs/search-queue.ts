import { maskNumbers } from '../domain/mask-numbers.ts'
import { done, type Outcome } from '../domain/outcome.ts'
import type { QueueFilter } from '../domain/queue-filter.ts'
import { folded, numberAt, type Query, readQuery } from '../domain/search-words.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { inQueue, PAGE, type Queue } from './list-queue.ts'
import { conditionsOf } from './queue-way.ts'
import { findTallies, type QueueRow } from './queue-rows.ts'
import { NOTES_FOR_HANDLERS } from './read-case.ts'
import { type FoundCase, type FoundWords, listFound, listPlaces } from './found-rows.ts'

/** Places of the index looked at in one round, and rounds for one page: then it says that there is more to search. */
const ROUND = 40
const EXACT_ROUND = PAGE + 1
const ROUNDS = 5
const PLACES = 1000

/** What this person may read of the case, as one text to compare with. */
const readable = ({ number, text, landmark }: FoundCase, events: FoundWords[], handler: boolean): string => {
  const later = events.flatMap(({ kind, said, note }) =>
    handler && !NOTES_FOR_HANDLERS.includes(kind) ? [said] : [said, note],
  )
  const all = [number, text, landmark, ...later].filter(Boolean).join('\n')
  return folded(handler ? maskNumbers(all) : all)
}

const holds = (query: Query, found: FoundCase, words: FoundWords[], handler: boolean): boolean => {
  const own = words.filter(({ number }) => number === found.number)
  const text = readable(found, own, handler)
  return query.words.every((word) => text.includes(word))
}

/**
 * A page of the cases in which every word that was typed stands: in the report, the place, the number, or what was said
 * and noted since. Newest first; of a handler only cases of their unit, and words they may read.
 * Refusals: `search.too_short`, `search.too_long`.
 */
export async function searchQueue(
  env: Env,
  staff: Staff,
  filter: QueueFilter,
  after: string | undefined,
  now: number,
): Promise<Outcome<Queue>> {
  const query = readQuery(filter.q)
  if (!query.ok) return query
  const scope = scopeOf(staff)
  const handler = staff.role === 'handler'
  const conditions = conditionsOf(filter, scope, now)
  const exact = query.value.exact && !handler
  const atOnce = exact ? EXACT_ROUND : ROUND
  const found: QueueRow[] = []
  let before = readCursor(after)?.at ?? Number.MAX_SAFE_INTEGER
  let more = true
  for (let round = 0; round < ROUNDS && more && found.length <= PAGE; round += 1) {
    const places = await listPlaces(env.DB, query.value.match, before, atOnce)
    more = places.length === atOnce
    if (places.length === 0) break
    // All places of a case stand together: the next round begins behind the last case of this one.
    before = Math.floor(places.at(-1)! / PLACES) * PLACES
    const numbers = [...new Set(places.map(numberAt))]
    const { cases, words } = await listFound(env.DB, numbers, conditions, exact)
    found.push(...cases.filter((one) => exact || holds(query.value, one, words, handler)))
  }
  const page = found.slice(0, PAGE)
  const full = found.length > PAGE
  const end = full ? placeOf(page.at(-1)!.number) : more ? before : null
  return done({
    cases: page.map(inQueue),
    next: end === null ? null : writeCursor({ at: end, id: NOBODY }),
    unsearched: end !== null && !full,
    tallies: await findTallies(env.DB, scope),
  })
}

/** A cursor of the search is a place in the index; no case's id is needed to go on from it. */
const NOBODY = '00000000-0000-4000-8000-000000000000'
const placeOf = (number: string): number => (Number(number.slice(0, 6)) * 1_000_000 + Number(number.slice(7))) * PLACES
