import type { AstroGlobal } from 'astro'
import { app } from '../functions/app.ts'
import type { Issue } from '../functions/domain/outcome.ts'

/** What a page and an endpoint have in common. */
type Visit = Pick<AstroGlobal, 'request' | 'url' | 'locals'>
type Asked = { method?: string; json?: unknown; body?: BodyInit; type?: string }
export type Answer<T> =
  | { ok: true; status: number; value: T; headers: Headers }
  | { ok: false; status: number; issues: Issue[]; headers: Headers }

const FORWARDED = ['cookie', 'user-agent', 'x-portal-client-address', 'host']

/**
 * Asks the portal's own API within the process, as the visitor: their cookies and address go along, so every right
 * and limit is the API's. Where the visitor's own request came from was asked at the door (http/same-origin.ts).
 * Answers the API's JSON as `value`, or its issues.
 */
export const callApi = async <T>(astro: Visit, path: string, asked: Asked = {}): Promise<Answer<T>> => {
  const headers = new Headers({ 'sec-fetch-site': 'same-origin' })
  for (const name of FORWARDED) {
    const value = astro.request.headers.get(name)
    if (value) headers.set(name, value)
  }
  const body = asked.json === undefined ? asked.body : JSON.stringify(asked.json)
  if (asked.json !== undefined) headers.set('content-type', 'application/json')
  else if (asked.type) headers.set('content-type', asked.type)
  const method = asked.method ?? (body === undefined ? 'GET' : 'POST')
  const request = new Request(new URL(path, astro.url), { method, headers, ...(body !== undefined && { body }) })
  const response = await app.fetch(request, astro.locals.env)
  const said = (await response.json().catch(() => ({}))) as T & { issues?: Issue[] }
  if (response.ok) return { ok: true, status: response.status, value: said, headers: response.headers }
  return {
    ok: false,
    status: response.status,
    issues: said.issues ?? [{ code: 'request.unavailable' }],
    headers: response.headers,
  }
}
