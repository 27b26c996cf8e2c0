import { checkOrderMove } from '../domain/order-course.ts'
import type { Env } from '../http/app-types.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { toOrderMove } from './order-rows.ts'
import { recordOrderMove } from './record-order-move.ts'
import { listUnreviewed } from './retention-rows.ts'
import { findOrderById } from './team-rows.ts'

const AT_ONCE = 100

/**
 * Closes orders that were served and that nobody reviewed in the days given for it, without a rating.
 * May be cut short or run twice at once: each order is closed once.
 */
export const closeServed = async (env: Env, now: number): Promise<number> => {
  let closed = 0
  const calendar = await readCalendar(env)
  for (const id of await listUnreviewed(env, now, AT_ONCE)) {
    const row = await findOrderById(env, id)
    const asked = { move: 'close' as const, said: '', note: '', teamId: null, at: null, rating: null }
    const checked = row && checkOrderMove(toOrderMove(row), asked, 'system', now, calendar)
    if (!row || !checked?.ok) continue
    if (await recordOrderMove(env, row, asked, checked.value, { actor: 'system' }, now)) closed += 1
  }
  return closed
}
