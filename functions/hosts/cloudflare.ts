import { handle } from '@astrojs/cloudflare/handler'
import { app } from '../app.ts'
import { CLIENT_ADDRESS, type Env } from '../http/app-types.ts'
import { isClosed } from '../http/closed-paths.ts'
import { addSecurityHeaders } from '../http/headers.ts'
import { runJobs } from '../jobs.ts'

type Context = { waitUntil(work: Promise<unknown>): void }
const render = handle as unknown as (request: Request, env: Env, context: Context) => Promise<Response>

/** Cloudflare says who calls; whatever the visitor wrote under our header's name is overwritten. */
const fromVisitor = (request: Request): Request => {
  const headers = new Headers(request.headers)
  headers.set(CLIENT_ADDRESS, request.headers.get('cf-connecting-ip') ?? 'unknown')
  return new Request(request, { headers })
}

/** The Workers host: the API goes straight to the app, pages through Astro's handler, the clock starts the jobs. */
export default {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    const { pathname, protocol } = new URL(request.url)
    const asked = fromVisitor(request)
    const answer =
      pathname.startsWith('/api/') || isClosed(pathname)
        ? await app.fetch(asked, env, context as never)
        : await render(asked, env, context)
    const response = new Response(answer.body, answer)
    addSecurityHeaders(response.headers, protocol === 'https:')
    return response
  },
  scheduled: (_event: unknown, env: Env) => runJobs(env, Date.now()),
}
