import { isCaseNumber } from '../domain/case-number.ts'
import { isNarrowed, isOpenTab, type QueueFilter } from '../domain/queue-filter.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { type Cursor, readCursor, writeCursor } from '../http/cursor.ts'
import { listJointRows } from './joint-rows.ts'
import {
  type Conditions,
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
  urgent: row.urgent_at !== null,
  rebound: row.rebound_of !== null,
  /** In the backlog (挂账), until its deadline. */
  backlog: row.backlog_until !== null,
  /** Its unit asks for more time. */
  extension: row.extension_until !== null,
  slip: row.slip,
  version: row.version,
})

/** `unsearched`: the page is not full, and `next` goes on looking where it stopped. */
export type Queue = {
  cases: ReturnType<typeof inQueue>[]
  next: string | null
  unsearched: boolean
  tallies: Tallies
}

type Page = { rows: QueueRow[]; next: Cursor | null; full: boolean }

const pageOf = async (
  env: Env,
  scope: string | null,
  filter: QueueFilter,
  after: Cursor | null,
  now: number,
  { shown = PAGE, only = {} }: { shown?: number; only?: Partial<Conditions> } = {},
): Promise<Page> => {
  const walk = wayOf(filter, scope, now, after)
  const conditions = { ...conditionsOf(filter, scope, now), ...only }
  const rows = await listRows(env.DB, walk, conditions, shown + 1, WALK)
  const page = rows.slice(0, shown)
  const full = rows.length > shown
  const looked = isNarrowed(filter) || filter.sort !== 'due'
  const end = full ? page.at(-1)! : looked ? await findEndOfWalk(env.DB, walk, WALK) : null
  return { rows: page, next: end && cursorAt(walk.way, end), full }
}

/** Behind the last urgent case the others begin: in a cursor their deadlines count from here. */
const OTHERS = 100_000_000_000_000
const NOBODY = '00000000-0000-4000-8000-000000000000'

/** Open cases that are urgent, and behind the last of them the others: each part nearest deadline first. */
const urgentFirst = async (
  env: Env,
  scope: string | null,
  asked: QueueFilter,
  after: Cursor | null,
  now: number,
): Promise<Page> => {
  const filter = { ...asked, sort: 'due' as const }
  const among = after === null || after.at < OTHERS
  const urgent = among ? await pageOf(env, scope, { ...filter, urgent: true }, after, now) : null
  if (urgent && (urgent.next !== null || filter.urgent)) return urgent
  const before = urgent?.rows ?? []
  const shown = PAGE - before.length
  // A page full of the last urgent ones: the others are the next page's.
  if (shown === 0) return { rows: before, next: { at: OTHERS, id: NOBODY }, full: true }
  const from = among ? null : { at: after.at - OTHERS, id: after.id }
  const others = await pageOf(env, scope, filter, from, now, { shown, only: { urgent: 0 } })
  const next = others.next && { at: others.next.at + OTHERS, id: others.next.id }
  return { rows: [...before, ...others.rows], next, full: others.full }
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
  const first = filter.sort === 'urgent' && isOpenTab(filter.status)
  const { rows, next, full } = await (first ? urgentFirst : pageOf)(env, scope, filter, readCursor(after), now)
  return {
    cases: rows.map(inQueue),
    next: next && writeCursor(next),
    unsearched: next !== null && !full,
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
