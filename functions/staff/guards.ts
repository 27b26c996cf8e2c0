import { createMiddleware } from 'hono/factory'
import { may, type Permission } from '../domain/staff.ts'
import { passwordDueAt } from '../domain/staff-profile.ts'
import type { App } from '../http/app-types.ts'
import { problem } from '../http/problem.ts'
import { recordRefusal } from './audit.ts'
import { staffProfile } from './profile.ts'
import { findSession, renewSession, type SessionRow } from './rows.ts'
import { FRESH_MS, readSessionToken, SESSION, sessionHash } from './sessions.ts'

/** Whether the password this session was opened with has to be changed before anything else. */
const isPasswordDue = ({ method, demo, password_set_at: setAt }: SessionRow, now: number): boolean => {
  const dueAt = passwordDueAt(staffProfile(), setAt)
  return method !== 'passkey' && demo === 0 && dueAt !== null && dueAt <= now
}
const FOR_THE_CHANGE = ['GET /api/desk/me', 'GET /api/desk/my-account', 'POST /api/desk/my-account/password']

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
  const passwordDue = isPasswordDue(session, now)
  if (passwordDue && !FOR_THE_CHANGE.includes(`${c.req.method} ${c.req.path}`)) {
    return problem(c, [{ code: 'staff.password_due' }])
  }
  c.set('staff', { id: session.id, name: session.name, role: session.role, unit: session.unit })
  c.set('session', { id: session.session_id, method: session.method, provedAt: session.proved_at, passwordDue })
  return next()
})

/** For what opens a new way in: the second factor was shown in this session within five minutes. */
export const requiresProof = createMiddleware<App>(async (c, next) =>
  c.var.session.provedAt > Date.now() - FRESH_MS ? next() : problem(c, [{ code: 'staff.proof_needed' }]),
)

/** Lets only roles with the permission through (domain/staff.ts); a refusal is recorded. */
export const requires = (permission: Permission) =>
  createMiddleware<App>(async (c, next) => {
    const { staff } = c.var
    if (may(staff.role, permission)) return next()
    const act = { staff, action: permission, object: { kind: 'route' as const, id: c.req.path.slice(0, 120) } }
    await recordRefusal(c.env.DB, { ...act, requestId: c.var.requestId, now: Date.now() }, 'staff.not_allowed')
    return problem(c, [{ code: 'staff.not_allowed' }])
  })
