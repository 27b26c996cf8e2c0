import { createMiddleware } from 'hono/factory'
import type { App } from './app-types.ts'
import { problem } from './problem.ts'

/**
 * Tools of development servers (/cdn-cgi/, /__scheduled, the framework's own /_image and the like), dotfiles and source
 * maps. They are not here on any host, whatever Host header comes along (G41).
 */
export const isClosed = (path: string): boolean =>
  /^\/+(cdn-cgi|_[^/]*)(\/|$)|\/(\.|%2e)|\.(map|git|sqlite|bak)$/i.test(path.split('?', 1)[0] ?? '')

export const closedPaths = createMiddleware<App>(async (c, next) =>
  isClosed(c.req.path) ? problem(c, [{ code: 'request.not_found' }]) : next(),
)
