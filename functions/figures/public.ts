import { Hono } from 'hono'
import { DAY, shanghaiDay } from '../domain/shanghai-day.ts'
import type { App } from '../http/app-types.ts'
import { findFigures } from './rows.ts'
import { volunteerFigures } from './volunteer-figures.ts'

/** A share of fewer cases says more about chance, or about one reporter, than about the office. */
const FEWEST = 5

/**
 * The office's own record in public. On time is counted against what should have been done: the cases closed in thirty
 * days and those open past their deadline, so that leaving the hard ones lie does not make the share look better.
 */
export const publicFigures = new Hono<App>()
  .get('/', async (c) => {
    const now = Date.now()
    const { received, closed, closedOnTime, open, closedTotal, overdue } = await findFigures(
      c.env,
      shanghaiDay(now - 30 * DAY),
      now,
    )
    const due = closed + overdue
    return c.json({
      received30: received,
      closed30: closed,
      onTime30: due < FEWEST ? null : closedOnTime / due,
      open,
      closedTotal,
    })
  })
  .get('/volunteers', async (c) => c.json(await volunteerFigures(c.env, Date.now())))
