import { createMiddleware } from 'hono/factory'
import type { App } from './app-types.ts'

/** For answers that are no page: nothing in them may run, load or be framed. Pages bring their own policy with hashes. */
export const STRICT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"

const ALWAYS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(self), microphone=(), payment=(), usb=()',
  'x-frame-options': 'DENY',
}

/** What hosts and app have in common: the web's Headers, or node's answer. */
type Settable = { has(name: string): boolean; set(name: string, value: string): void } | NodeAnswer
type NodeAnswer = { hasHeader(name: string): boolean; setHeader(name: string, value: string): unknown }

/** Sets the headers every answer carries, errors, redirects and files included (ASVS V3.4). */
export const addSecurityHeaders = (to: Settable, https: boolean) => {
  const has = (name: string) => ('has' in to ? to.has(name) : to.hasHeader(name))
  const set = (name: string, value: string) => ('set' in to ? to.set(name, value) : to.setHeader(name, value))
  for (const name in ALWAYS) set(name, ALWAYS[name]!)
  if (!has('content-security-policy')) set('content-security-policy', STRICT_POLICY)
  if (https) set('strict-transport-security', 'max-age=31536000')
}

export const securityHeaders = createMiddleware<App>(async (c, next) => {
  await next()
  const { headers } = c.res
  addSecurityHeaders(headers, c.req.url.startsWith('https:'))
  headers.set('x-request-id', c.var.requestId)
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
})
