import { isCaseNumber } from '../domain/case-number.ts'
import { isNarrowed, type QueueFilter } from '../domain/queue-filter.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { listJointRows } from './joint-rows.ts'
import {
  findEndOfWalk,
  findTallies,
  listByNumber,
  listQueue as listRows,
  type QueueRow,
  type Tallies,
} from './queue-rows.ts'
import { conditionsOf, cursorAt, wayOf } from './queue-way.ts'

export const PAGE = 20
/** So many cases are looked at for one page, whatever was asked for: then it says that there is more to search. */
const WALK = 500

export const inQueue = (row: QueueRow) => ({
  id: row.id,
  number: row.number,
  door: row.door,
  status: row.status,
  category: row.category,
  community: row.community,
  landmark: row.landmark,
  dueAt: row.due_at,
  receivedAt: row.received_at,
  unit: row.unit,
  photoCount: row.photo_count,
  meToo: row.me_too_count,
  questionOpen: row.question_open === 1,
  version: row.version,
})

/** `unsearched`: the page is not full, and `next` goes on looking where it stopped. */
export type Queue = {
  cases: ReturnType<typeof inQueue>[]
  next: string | null
  unsearched: boolean
  tallies: Tallies
}

/** A page of the cases this person answers for that meet the filter, with how many stand in each state. */
export async function listQueue(
  env: Env,
  staff: Staff,
  filter: QueueFilter,
  after: string | undefined,
  now: number,
): Promise<Queue> {
  const scope = scopeOf(staff)
  const walk = wayOf(filter, scope, now, readCursor(after))
  const rows = await listRows(env.DB, walk, conditionsOf(filter, scope, now), PAGE + 1, WALK)
  const page = rows.slice(0, PAGE)
  const full = rows.length > PAGE
  const looked = isNarrowed(filter) || filter.sort !== 'due'
  const end = full ? page.at(-1)! : looked ? await findEndOfWalk(env.DB, walk, WALK) : null
  return {
    cases: page.map(inQueue),
    next: end && writeCursor(cursorAt(walk.way, end)),
    unsearched: end !== null && !full,
    tallies: await findTallies(env.DB, scope),
  }
}

/** Cases of others that this handler's unit helps with (协办), by deadline; nobody else helps. */
export async function listJoint(env: Env, staff: Staff, after: string | undefined): Promise<Queue> {
  const scope = scopeOf(staff)
  const rows = scope === null ? [] : await listJointRows(env.DB, scope, readCursor(after), PAGE + 1)
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    cases: page.map(inQueue),
    next: rows.length > PAGE && last ? writeCursor({ at: last.due_at, id: last.id }) : null,
    unsearched: false,
    tallies: await findTallies(env.DB, scope),
  }
}

/** The case with this number as a page of the queue: what somebody reads off a receipt or hears on the phone. */
export async function findInQueue(env: Env, staff: Staff, number: string): Promise<Queue> {
  const scope = scopeOf(staff)
  const rows = isCaseNumber(number) ? await listByNumber(env.DB, number, scope) : []
  return { cases: rows.map(inQueue), next: null, unsearched: false, tallies: await findTallies(env.DB, scope) }
}
