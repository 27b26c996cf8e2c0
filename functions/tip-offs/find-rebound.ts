import { district } from '../district.ts'
import { cellsAround, closedSince, isSamePlace } from '../domain/rebound.ts'
import { MINUTE } from '../domain/shanghai-day.ts'
import type { Env, Statement } from '../http/app-types.ts'
import {
  type Closed,
  closedHere,
  closedInCommunity,
  findForRebound,
  markRebound,
  type ReboundRow,
} from './rebound-rows.ts'

/** Closed cases looked at, at most; beyond it nobody could say which one rebounded anyway. */
const LOOKED_AT = 200

/**
 * The closed case this one is a rebound (反弹) of, or null: the latest of its category closed near its place within the
 * days that content/district/district.json says, before it was received. Reads the cells around the place, no more.
 */
export const findRebound = async (env: Env, row: ReboundRow): Promise<Closed | null> => {
  if (row.door !== 'problem') return null
  const { rebound_metres: metres, rebound_days: days } = district.supervision
  // A resident's time is cut to the minute: what was closed in the same minute was closed before.
  const since = { from: closedSince(row.received_at, days), before: row.received_at + MINUTE }
  const { lng, lat } = row
  const results = await env.DB.batch<Closed>([
    closedInCommunity(env.DB, row, since, LOOKED_AT),
    ...(lng !== null && lat !== null
      ? [closedHere(env.DB, row, cellsAround({ lng, lat }, metres), since, LOOKED_AT)]
      : []),
  ])
  const near = results.flatMap(({ results: found }) => found).filter((closed) => isSamePlace(row, closed, metres))
  return near.sort((a, b) => b.closed_at - a.closed_at)[0] ?? null
}

/**
 * The statement that marks a case as a rebound as it is accepted, or none: for the batch of that move, before its last
 * statement. Marked when the office takes it on, not when it is filed: what is refused or merged is no rebound, and the
 * resident waits for nothing.
 */
export const reboundStatements = async (env: Env, id: string): Promise<Statement[]> => {
  const row = await findForRebound(env.DB, id)
  const of = row && row.rebound_of === null ? await findRebound(env, row) : null
  return row && of ? [markRebound(env.DB, row, of)] : []
}
