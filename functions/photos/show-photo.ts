import type { Context } from 'hono'
import type { App } from '../http/app-types.ts'
import { STRICT_POLICY } from '../http/headers.ts'
import { problem } from '../http/problem.ts'

/** Answers a picture from the shelf: with our type for it, never sniffed, and nothing in it may run (ASVS V3.2.1). */
export const showPhoto = async (c: Context<App>, key: string, type: string, cache: string): Promise<Response> => {
  const object = await c.env.PHOTOS.get(key)
  if (!object) return problem(c, [{ code: 'photo.not_found' }])
  return c.body(object.body, 200, {
    'content-type': type,
    'content-length': String(object.size),
    'content-disposition': 'inline',
    'content-security-policy': STRICT_POLICY,
    'cache-control': cache,
  })
}
