import { FetchState, astro } from 'astro/hono'
import { Hono, type MiddlewareHandler } from 'hono'
import { env } from '#env'
import { answerFault, app } from '../functions/app.ts'
import { logFault } from '../functions/http/fault-log.ts'
import type { App } from '../functions/http/app-types.ts'
import { readView } from '../functions/domain/view.ts'
import { leanPolicy } from './lean-policy.ts'
import { pageCache } from './page-cache.ts'

class PageFailed extends Error {
  override name = 'PageFailed'
}

/** The front door of both hosts: the app's defences and API first, then the pages. */
const door = new Hono<App>()
door.route('/', app)
door.onError(answerFault)
if (!import.meta.env.DEV) door.use(pageCache)

// One set of pages for every language: /en/rules/ is the page /rules/ read in English.
door.use(async (c, next) => {
  const url = new URL(c.req.url)
  const inEnglish = url.pathname === '/en' || url.pathname.startsWith('/en/')
  if (inEnglish) url.pathname = url.pathname.slice(3) || '/'
  const state = new FetchState(inEnglish ? new Request(url, c.req.raw) : c.req.raw)
  if (import.meta.env.PROD) state.logger.error = (_label, stack) => logFault('page', stack)
  const locale = inEnglish ? 'en' : 'zh-CN'
  Object.assign(state.locals, {
    locale,
    env: c.env,
    requestId: c.var.requestId,
    view: readView(c.req.header('cookie')),
  })
  c.set('fetchState' as never, state as never)
  await next()
})
// A page that cannot be made is answered by pages/500.astro (which sets Retry-After). When that fails too, or a page
// breaks off half-way, it is a fault like any other: app.onError answers it, with no stack.
door.use(async (c, next) => {
  await next()
  if (c.res.status === 500 && !c.res.headers.has('retry-after')) throw new PageFailed()
  // A page that shows what the API could not tell is worth asking for again, as the API's own answer is.
  if (c.res.status === 503 && !c.res.headers.has('retry-after')) c.res.headers.set('retry-after', '5')
  if (c.res.body && c.res.headers.get('content-type')?.startsWith('text/html')) {
    const status = c.res.status === 500 ? 503 : c.res.status
    const page = await c.res.text()
    c.res = new Response(page, { status, headers: c.res.headers })
    c.res.headers.set('content-type', 'text/html; charset=utf-8')
    const policy = c.res.headers.get('content-security-policy')
    if (policy) c.res.headers.set('content-security-policy', await leanPolicy(policy, page))
    // Astro makes the policy with its hashes at build time only; the dev server's own scripts have none.
    if (import.meta.env.DEV) c.res.headers.set('content-security-policy', "frame-ancestors 'none'")
  }
})
door.all('*', astro() as unknown as MiddlewareHandler)

export default { fetch: (request: Request) => door.fetch(request, env) }
