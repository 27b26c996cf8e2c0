import { DAY, shanghaiDay } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { logFact } from '../http/fault-log.ts'
import { findLastCheck, recordCheck } from './audit-check-rows.ts'
import type { Link } from './audit-chain-rows.ts'
import { sealAudit } from './seal-audit.ts'
import { verifyAudit, type Check, type HowFar } from './verify-audit.ts'

/** Rows a day's check follows; the next day's goes on from there, and begins anew after the last. */
const A_DAYS_ROWS = 20_000
const SHELF = 'audit-heads/'

/** A head as people write it down: how many rows, and the last link. */
export const writeHead = ({ seq, link }: Link): string => `${seq}:${link}`

/** The head in a text, or null when it is none. */
export const readHead = (text: string): Link | null => {
  const match = /^(\d{1,15}):([A-Za-z0-9_-]{43})$/.exec(text.trim())
  return match ? { seq: Number(match[1]), link: match[2]! } : null
}

/** The newest head that lies on the shelf, which is no part of the database. */
const readKeptHead = async ({ PHOTOS }: Env, now: number): Promise<Link[]> => {
  // Two years by month: the newest is nearly always in the first month looked at.
  for (let month = 0; month < 24; month += 1) {
    const prefix = SHELF + shanghaiDay(now - month * 30 * DAY).slice(0, 7)
    const { objects } = await PHOTOS.list({ prefix })
    const key = objects
      .map((one) => one.key)
      .sort()
      .at(-1)
    const object = key === undefined ? null : await PHOTOS.get(key)
    const head = object && readHead(new TextDecoder().decode(await object.arrayBuffer()))
    if (head) return [head]
  }
  return []
}

/**
 * Links what is not linked yet, follows the chain, and records what it found. What holds is kept: the head goes to the shelf
 * and into the log, so that a chain that is cut or made anew inside the database does not fit what lies outside of it.
 */
export async function checkAudit(env: Env, now: number, how: HowFar = {}): Promise<Check> {
  await sealAudit(env, now)
  const heads = [...(how.heads ?? []), ...(await readKeptHead(env, now))]
  const check = await verifyAudit(env, { ...how, heads })
  await recordCheck(env.DB, check, now)
  const { linked, waiting, head, finding } = check
  logFact('audit', { linked, waiting, head: writeHead(head), finding: finding?.what ?? null })
  if (finding === null && head.seq > 0) {
    await env.PHOTOS.put(SHELF + shanghaiDay(now), new TextEncoder().encode(writeHead(head)))
  }
  return check
}

/** The day's check, for the clock: goes on where the last one ended. Throws when the chain is broken, so that the run shows it. */
export async function checkAuditDaily(env: Env, now: number): Promise<void> {
  const last = await findLastCheck(env.DB)
  const from = last && last.finding === null && last.seq < last.linked ? last.seq : 0
  const { finding } = await checkAudit(env, now, { from, atMost: A_DAYS_ROWS })
  if (finding) throw Object.assign(new Error('the audit log was changed'), { name: 'AuditChainBroken' })
}
