import { type Context, Hono } from 'hono'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { clientAddress } from '../http/client-address.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { listDemoSignIns } from './demo-staff.ts'
import {
  clearSessionCookie,
  readDeviceCookie,
  readSessionToken,
  setDeviceCookie,
  setSessionCookie,
} from './sessions.ts'
import { signIn, SignInInput } from './sign-in.ts'
import { signOut } from './sign-out.ts'

const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1', 'localhost', '[::1]']

/** Whether the person sits at the machine the portal runs on: no network, no proxy, no name of ours in between. */
const isAtThisMachine = (c: Context<App>) =>
  LOOPBACK.includes(clientAddress(c)) &&
  LOOPBACK.includes(new URL(c.req.url).hostname) &&
  c.env.PORTAL_URL === undefined &&
  !['x-forwarded-for', 'forwarded', 'via'].some((name) => c.req.header(name) !== undefined)

/** Signing in and out: the only routes of staff that a stranger reaches. */
export const publicStaff = new Hono<App>()
  .post('/sign-in', async (c) => {
    const input = await readJson(c, SignInInput)
    if (!input.ok) return problem(c, input.issues)
    const asked = {
      address: clientAddress(c),
      requestId: c.var.requestId,
      now: Date.now(),
      oldToken: readSessionToken(c),
      device: readDeviceCookie(c),
      userAgent: c.req.header('user-agent') ?? '',
    }
    const outcome = await signIn(c.env, input.value, asked)
    if (!outcome.ok) return problem(c, outcome.issues)
    setSessionCookie(c, outcome.value.token)
    setDeviceCookie(c, outcome.value.device)
    return c.json({ staff: outcome.value.staff })
  })
  .post('/sign-out', async (c) => {
    const token = readSessionToken(c)
    if (token !== null) await signOut(c.env, token, askedOf(c))
    clearSessionCookie(c)
    c.header('clear-site-data', '"cache", "storage"')
    return c.json({ ok: true })
  })
  // The demo's accounts with the code of this half minute, for the person at this very machine.
  .get('/demo', async (c) => {
    if (c.env.DEMO !== '1' || !isAtThisMachine(c)) return problem(c, [{ code: 'request.not_found' }])
    return c.json({ accounts: await listDemoSignIns(c.env, Date.now()) })
  })
