import { Hono } from 'hono'
import { scopeOf } from '../domain/staff.ts'
import type { App } from '../http/app-types.ts'
import { problem } from '../http/problem.ts'
import { requires } from '../staff/guards.ts'
import { askedDimension, figuresTable } from './figures-table.ts'
import { readStaffFigures } from './read-case-figures.ts'

/** The figures for staff, small counts and lateness by unit included; a handler's are of their own unit. */
export const deskFigures = new Hono<App>()
  .get('/', requires('figures:read'), async (c) => {
    const asked = { period: c.req.query('period'), locale: 'zh-CN', now: Date.now() } as const
    const outcome = await readStaffFigures(c.env, asked, scopeOf(c.var.staff))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/table.csv', requires('figures:read'), async (c) => {
    const asked = { period: c.req.query('period'), locale: 'zh-CN', now: Date.now() } as const
    const outcome = await readStaffFigures(c.env, asked, scopeOf(c.var.staff))
    if (!outcome.ok) return problem(c, outcome.issues)
    const by = askedDimension(c.req.query('by'))
    c.header('content-type', 'text/csv; charset=utf-8')
    c.header('content-disposition', `attachment; filename="figures-${outcome.value.period.id}-${by}.csv"`)
    c.header('cache-control', 'no-store')
    return c.body(figuresTable(outcome.value, by, 'zh-CN'))
  })
