import type { Env } from '../http/app-types.ts'
import {
  countWaiting,
  findHead,
  findLink,
  findSlippedIn,
  listLinked,
  NO_LINK,
  type AuditRow,
  type Link,
  type LinkedRow,
} from './audit-chain-rows.ts'
import { linkOf } from './seal-audit.ts'

const AT_ONCE = 1000

/**
 * What breaks the chain first: a row's words are not those that were linked, or it stands where another was; a row or a link
 * is gone; a row stands among linked ones that never was linked; the chain ends before, or says something else than, a head
 * that was written down. `id` is the row's, where one is left or named.
 */
export type Finding = {
  what: 'changed' | 'reordered' | 'deleted' | 'link_gone' | 'slipped_in' | 'cut' | 'rewritten'
  seq: number
  id: string | null
}
/** `linked` rows are in the chain, `waiting` not yet; followed from `from` to `to`. */
export type Check = {
  linked: number
  waiting: number
  head: Link
  from: number
  to: number
  finding: Finding | null
}
/** Where to begin (0: at the first row), how many rows at most, and heads that were kept outside of the database. */
export type HowFar = { from?: number; atMost?: number; heads?: Link[] }

/** Whether the row that a link names is there whole. */
const rowOf = ({ seq: _seq, link: _link, audit_id: _named, ...row }: LinkedRow): AuditRow | null =>
  row.id === null ? null : (row as AuditRow)

/** Follows the audit log's chain and answers what breaks it first, or that nothing does. Changes nothing. */
export async function verifyAudit(
  env: Pick<Env, 'DB' | 'PORTAL_SECRET'>,
  { from = 0, atMost = Infinity, heads = [] }: HowFar = {},
): Promise<Check> {
  const head = await findHead(env.DB)
  const start = from === 0 ? NO_LINK : ((await findLink(env.DB, from)) ?? NO_LINK)
  const walked = await walk(env, start, atMost)
  const finding = walked.finding ?? (await compareHeads(env, head, heads)) ?? (await lookForSlippedIn(env, head))
  return { linked: head.seq, waiting: await countWaiting(env.DB), head, from: start.seq, to: walked.to, finding }
}

const walk = async (env: Pick<Env, 'DB' | 'PORTAL_SECRET'>, start: Link, atMost: number) => {
  let before = start
  const found = (what: Finding['what'], id: string | null) => ({
    to: before.seq,
    finding: { what, seq: before.seq + 1, id },
  })
  while (before.seq - start.seq < atMost) {
    const page = await listLinked(env.DB, before.seq, AT_ONCE)
    for (const one of page) {
      if (one.seq !== before.seq + 1) return found('link_gone', null)
      const row = rowOf(one)
      if (row === null) return found('deleted', one.audit_id)
      const { link } = await linkOf(env, before, row)
      if (link !== one.link) return found(await whyOf(env, before, one, page), row.id)
      before = { seq: one.seq, link: one.link }
    }
    if (page.length < AT_ONCE) break
  }
  return { to: before.seq, finding: null }
}

/** A link that fits another row of the neighbourhood says that rows were exchanged, not changed. */
const whyOf = async (
  env: Pick<Env, 'PORTAL_SECRET'>,
  before: Link,
  { link }: Link,
  page: LinkedRow[],
): Promise<Finding['what']> => {
  for (const other of page) {
    const row = rowOf(other)
    if (row && (await linkOf(env, before, row)).link === link) return 'reordered'
  }
  return 'changed'
}

const compareHeads = async (env: Pick<Env, 'DB'>, head: Link, heads: Link[]): Promise<Finding | null> => {
  for (const kept of heads) {
    if (kept.seq > head.seq) return { what: 'cut', seq: head.seq + 1, id: null }
    if (kept.seq > 0 && (await findLink(env.DB, kept.seq))?.link !== kept.link) {
      return { what: 'rewritten', seq: kept.seq, id: null }
    }
  }
  return null
}

const lookForSlippedIn = async (env: Pick<Env, 'DB'>, head: Link): Promise<Finding | null> => {
  const id = await findSlippedIn(env.DB)
  return id === null ? null : { what: 'slipped_in', seq: head.seq, id }
}
