import { createMiddleware } from 'hono/factory'
import type { App } from './app-types.ts'
import { problem } from './problem.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
/** What a form on any page may send without asking first; everything else needs a preflight, which we never grant. */
const FORM_TYPE = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i

/**
 * Whether a changing request was made by our own pages (G17), whatever it carries:
 * - `Sec-Fetch-Site`, where the browser sends it, must be `same-origin`, or `none` (typed or restored by the person);
 * - `Origin`, where sent, must be the address asked or PORTAL_URL; `null` (a sandbox, a file, a redirect from elsewhere) is not;
 * - with neither, no form: browsers of our residents have sent Origin with every POST since 2020, WeChat's included, and
 *   what no form can carry (JSON, a picture, PUT) no foreign page can send without a preflight.
 */
export const isOwn = (request: Request, portalUrl?: string): boolean => {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  if (site !== null && site !== 'same-origin' && site !== 'none') return false
  if (origin !== null) return origin === new URL(request.url).origin || origin === portalUrl
  if (site !== null) return true
  const type = request.headers.get('content-type')
  return request.method === 'POST' ? type !== null && !FORM_TYPE.test(type.trim()) : true
}

/** Refuses every changing request that another site made, with 403 `request.foreign`. */
export const sameOrigin = createMiddleware<App>(async (c, next) => {
  if (SAFE.has(c.req.method)) return next()
  return isOwn(c.req.raw, c.env.PORTAL_URL && new URL(c.env.PORTAL_URL).origin)
    ? next()
    : problem(c, [{ code: 'request.foreign' }])
})

/** For staff, whose cookie opens the desk: a request that proves by neither header that it is ours is refused too. */
export const provenOrigin = createMiddleware<App>(async (c, next) => {
  const silent = c.req.header('sec-fetch-site') !== 'same-origin' && c.req.header('origin') === undefined
  return silent && !SAFE.has(c.req.method) ? problem(c, [{ code: 'request.foreign' }]) : next()
})
