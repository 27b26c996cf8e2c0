import { createMiddleware } from 'hono/factory'
import { may, type Permission } from '../domain/staff.ts'
import type { App } from '../http/app-types.ts'
import { problem } from '../http/problem.ts'
import { recordRefusal } from './audit.ts'
import { findSession, renewSession } from './rows.ts'
import { readSessionToken, SESSION, sessionHash } from './sessions.ts'

/** Lets staff with a live session in and says who they are; a stranger finds nothing here. */
export const requireStaff = createMiddleware<App>(async (c, next) => {
  const now = Date.now()
  const token = readSessionToken(c)
  const hash = token === null ? null : await sessionHash(c.env, token)
  const session = hash === null ? null : await findSession(c.env.DB, hash, now, now - SESSION.idleMs)
  if (hash === null || session === null || (session.demo === 1 && c.env.DEMO !== '1')) {
    return problem(c, [{ code: 'request.not_found' }])
  }
  if (session.seen_at < now - SESSION.renewEveryMs) {
    await renewSession(c.env.DB, hash, now, now - SESSION.renewEveryMs)
  }
  c.set('staff', { id: session.id, name: session.name, role: session.role, unit: session.unit })
  return next()
})

/** Lets only roles with the permission through (domain/staff.ts); a refusal is recorded. */
export const requires = (permission: Permission) =>
  createMiddleware<App>(async (c, next) => {
    const { staff } = c.var
    if (may(staff.role, permission)) return next()
    const act = { staff, action: permission, object: { kind: 'route' as const, id: c.req.path.slice(0, 120) } }
    await recordRefusal(c.env.DB, { ...act, requestId: c.var.requestId, now: Date.now() }, 'staff.not_allowed')
    return problem(c, [{ code: 'staff.not_allowed' }])
  })
