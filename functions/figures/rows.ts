import type { Env } from '../http/app-types.ts'

const LAST_30_DAYS = `SELECT total(received) AS received, total(closed) AS closed, total(closed_on_time) AS closed_on_time
  FROM daily_figures WHERE day > ?1`
const NOW = `SELECT received + accepted + assigned + rectified + verified AS open, closed FROM queue_tallies
  WHERE scope = 'all'`
// The queue's index is in order of deadline, so only overdue cases are read, and no more of them than matter for a share.
const OVERDUE = `SELECT count(*) AS n FROM (SELECT 1 FROM tip_offs
  WHERE status IN ('received', 'accepted', 'assigned', 'rectified', 'verified') AND due_at < ?1 LIMIT 1000)`

/** Counts that triggers keep: thirty rows of days, one of tallies, and the overdue. */
export const findFigures = async ({ DB }: Env, since: string, now: number) => {
  const [days, tallies, overdue] = await DB.batch<Record<string, number>>([
    DB.prepare(LAST_30_DAYS).bind(since),
    DB.prepare(NOW),
    DB.prepare(OVERDUE).bind(now),
  ])
  return {
    received: days?.results[0]?.received ?? 0,
    closed: days?.results[0]?.closed ?? 0,
    closedOnTime: days?.results[0]?.closed_on_time ?? 0,
    open: tallies?.results[0]?.open ?? 0,
    closedTotal: tallies?.results[0]?.closed ?? 0,
    overdue: overdue?.results[0]?.n ?? 0,
  }
}
