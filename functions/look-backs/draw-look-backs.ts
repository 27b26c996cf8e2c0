import { district } from '../district.ts'
import { drawLots, drawnFrom, lastDrawable, weekAfter, weekName } from '../domain/look-back.ts'
import { shanghaiDay, shanghaiMidnight } from '../domain/shanghai-day.ts'
import { addWorkingDays } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { base64url, hmac } from '../staff/keys.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { findLastDraw, listClosed, recordDraw } from './draw-rows.ts'

/**
 * Draws the closed cases that are looked at again (回头看), week by week of their closing, some weeks after it. The lot of
 * a case is an HMAC of week and case under a key of the portal's own: nobody can know or choose whose turn it is, and
 * whoever holds the key can draw the same again (docs/decisions/0034). One batch a week: twice at once, or cut short
 * anywhere, it is the same draw. After a silence every week of it is drawn; the first draw ever is
 * of the last week only, and waits until an office has closed something.
 */
export const drawLookBacks = async (env: Env, now: number): Promise<void> => {
  const latest = lastDrawable(now, district.supervision.look_back_weeks)
  const last = await findLastDraw(env.DB)
  const first = last === null ? latest : weekAfter(Date.parse(`${last.week}T00:00:00+08:00`))
  for (let monday = first; monday <= latest; monday = weekAfter(monday)) await drawWeek(env, monday, now, last === null)
}

const drawWeek = async (env: Env, monday: number, now: number, first: boolean): Promise<void> => {
  const rule = district.supervision
  const week = weekName(monday)
  const closed = await listClosed(env.DB, monday, weekAfter(monday))
  if (first && closed.length === 0) return
  const lots = await Promise.all(
    closed.map(async (one) => ({
      ...one,
      rank: base64url(await hmac(env.PORTAL_SECRET, 'look-back', `${week} ${one.id} ${one.closed_at}`)),
    })),
  )
  const picked = drawLots(lots, rule).map(({ id, closed_at }) => ({
    ...{ id: crypto.randomUUID(), tipOff: id, closedAt: closed_at },
    month: shanghaiDay(closed_at).slice(0, 7),
  }))
  // Late drawn, it is not late at once.
  const begins = Math.max(drawnFrom(monday, rule.look_back_weeks), shanghaiMidnight(now))
  const dueAt = addWorkingDays(begins, rule.look_back_working_days, await readCalendar(env))
  await env.DB.batch(recordDraw(env.DB, { week, closed: closed.length, picked, dueAt, now }))
}
