import { Hono } from 'hono'
import { parse } from '../domain/parse.ts'
import { PurposeInput } from '../domain/survey-results-input.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { exportAudit } from './export-audit.ts'
import { requires } from './guards.ts'
import { findAsked, readAudit } from './read-audit.ts'

/** Who is signed in, and what staff did. */
export const deskStaff = new Hono<App>()
  .get('/me', (c) =>
    c.json({
      staff: c.var.staff,
      demo: c.env.DEMO === '1',
      ...(c.var.session.passwordDue && { passwordDue: true }),
    }),
  )
  .get('/audit', requires('audit:read'), async (c) => {
    const outcome = await readAudit(c.env, (name) => c.req.query(name))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/audit/export', requires('audit:read'), async (c) => {
    const read = parse(PurposeInput, { purpose: c.req.query('purpose') ?? '' })
    if (!read.ok) return problem(c, read.issues)
    const filter = await findAsked(c.env, (name) => c.req.query(name))
    if (!filter.ok) return problem(c, filter.issues)
    const { body, name } = await exportAudit(c.env, filter.value, read.value.purpose, c.var.staff, askedOf(c))
    c.header('content-type', 'text/csv; charset=utf-8')
    c.header('content-disposition', `attachment; filename="${name}"`)
    c.header('cache-control', 'no-store')
    return c.body(body)
  })
