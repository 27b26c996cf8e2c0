import { type Context, Hono } from 'hono'
import { FEWEST } from '../domain/case-figures.ts'
import { DAY, shanghaiDay } from '../domain/shanghai-day.ts'
import type { App } from '../http/app-types.ts'
import { problem } from '../http/problem.ts'
import { askedDimension, figuresTable } from './figures-table.ts'
import { readPublicFigures } from './read-case-figures.ts'
import { findFigures } from './rows.ts'
import { volunteerFigures } from './volunteer-figures.ts'

const askedFigures = (c: Context<App>) => {
  const { period, lang } = c.req.query()
  return { period, locale: lang === 'en' ? 'en' : 'zh-CN', now: Date.now() } as const
}

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
  .get('/cases', async (c) => {
    const outcome = await readPublicFigures(c.env, askedFigures(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/cases.csv', async (c) => {
    const asked = askedFigures(c)
    const outcome = await readPublicFigures(c.env, asked)
    if (!outcome.ok) return problem(c, outcome.issues)
    const by = askedDimension(c.req.query('by'))
    c.header('content-type', 'text/csv; charset=utf-8')
    c.header('content-disposition', `attachment; filename="figures-${outcome.value.period.id}-${by}.csv"`)
    return c.body(figuresTable(outcome.value, by, asked.locale))
  })
  .get('/volunteers', async (c) => c.json(await volunteerFigures(c.env, Date.now())))
