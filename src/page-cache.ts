import type { MiddlewareHandler } from 'hono'
import { readView, viewCookie } from '../functions/domain/view.ts'
import type { App } from '../functions/http/app-types.ts'

type Kept = { body: ArrayBuffer; etag: string; headers: [string, string][]; until: number }

const PAGES = 200
const kept = new Map<string, Kept>()

/** What a page may differ by: the address it was asked at, the path with its language, and the view. */
const keyOf = (request: Request): string | null => {
  const { origin, pathname, search } = new URL(request.url)
  if (request.method !== 'GET' || search || pathname.startsWith('/desk')) return null
  return `${origin}${pathname} ${viewCookie(readView(request.headers.get('cookie') ?? undefined))}`
}

const secondsOf = (response: Response): number => {
  const policy = response.headers.get('cache-control') ?? ''
  if (response.status !== 200 || !policy.startsWith('public') || response.headers.has('set-cookie')) return 0
  return Number(/s-maxage=(\d+)/.exec(policy)?.[1] ?? 0)
}

/** The page's fingerprint: weak, since a host may send it compressed. */
const etagOf = async (body: ArrayBuffer): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body)).subarray(0, 12)
  return `W/"${btoa(String.fromCharCode(...digest))}"`
}

const answer = ({ body, etag, headers }: Kept, request: Request): Response =>
  request.headers.get('if-none-match') === etag
    ? new Response(null, { status: 304, headers })
    : new Response(body, { headers })

/**
 * Keeps pages that declare `public, … s-maxage=…` (reading-page.ts) for that long within the process, so that a
 * busy home page is rendered once in ten seconds. Stands inside the app's defences: every answer gets its own
 * request id and security headers. Nothing with a query string, a cookie to set or a status other than 200 is kept.
 */
export const pageCache: MiddlewareHandler<App> = async (c, next) => {
  const key = keyOf(c.req.raw)
  const found = key ? kept.get(key) : undefined
  if (found && found.until > Date.now()) return answer(found, c.req.raw)
  await next()
  const seconds = key ? secondsOf(c.res) : 0
  if (!key || seconds === 0) return undefined
  const body = await c.res.arrayBuffer()
  const etag = await etagOf(body)
  const headers = [...c.res.headers, ['etag', etag] as [string, string]]
  const page = { body, etag, headers, until: Date.now() + seconds * 1000 }
  kept.delete(key)
  const oldest = kept.keys().next().value
  if (kept.size >= PAGES && oldest !== undefined) kept.delete(oldest)
  kept.set(key, page)
  c.res = answer(page, c.req.raw)
  return undefined
}
