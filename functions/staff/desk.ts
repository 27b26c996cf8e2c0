import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'
import { NEWEST, readCursor, writeCursor } from '../http/cursor.ts'
import { listActs } from './audit.ts'
import { requires } from './guards.ts'

const PAGE = 50

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
    const acts = await listActs(c.env.DB, readCursor(c.req.query('after')) ?? NEWEST, PAGE + 1)
    const page = acts.slice(0, PAGE)
    const last = page.at(-1)
    return c.json({
      acts: page.map((act) => ({
        id: act.id,
        at: act.happened_at,
        by: act.by_name,
        role: act.role,
        action: act.action,
        object: { kind: act.object_kind, id: act.object_id, number: act.number },
        result: act.result,
        request: act.request_id,
        detail: act.detail,
      })),
      next: acts.length > PAGE && last ? writeCursor({ at: last.happened_at, id: last.id }) : null,
    })
  })
