import { workingDaysBetween } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { listUncounted, recordClosedDays } from './case-rows.ts'

const AT_ONCE = 500
const ROUNDS = 20

/**
 * Counts the working days of closings that were not counted when they were made (before figures were kept), so that the
 * median has them too; triggers carry them into the figures. May be cut short, and run again or twice at once.
 */
export const countClosings = async (env: Env): Promise<void> => {
  const calendar = await readCalendar(env)
  for (let round = 0; round < ROUNDS; round++) {
    const uncounted = await listUncounted(env, AT_ONCE)
    if (uncounted.length === 0) return
    await recordClosedDays(
      env,
      uncounted.map(({ id, received_at, closed_at }) => ({
        ...{ id, closedAt: closed_at, days: workingDaysBetween(received_at, closed_at, calendar) },
      })),
    )
  }
}
