import type { Context, Next } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { App } from './app-types.ts'
import { problem } from './problem.ts'

export const LIMIT = { text: 256 * 1024, photo: 10 * 1024 * 1024 + 1024, form: 31 * 1024 * 1024 }

const limitFor = (type: string): number => {
  if (type.startsWith('multipart/form-data')) return LIMIT.form
  if (type.startsWith('image/') || type.startsWith('application/octet-stream')) return LIMIT.photo
  return LIMIT.text
}

/** Counts bytes as they come and breaks off past the limit (G10). */
const bounded = (body: ReadableStream<Uint8Array>, limit: number) => {
  let seen = 0
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        seen += chunk.byteLength
        if (seen > limit) controller.error(new BodyTooLarge())
        else controller.enqueue(chunk)
      },
    }),
  )
}

export class BodyTooLarge extends Error {}

/** A form without script sent too much: its own page says what to do (`?too-large`), still as a 413 and unread. */
const askAgain = async (c: Context<App>, next: Next) => {
  const headers = new Headers(c.req.raw.headers)
  for (const name of ['content-length', 'content-type']) headers.delete(name)
  c.req.raw = new Request(`${new URL(c.req.url).origin}${c.req.path}?too-large`, { headers })
  await next()
  c.res = new Response(c.res.body, { status: 413, headers: c.res.headers })
}

/** Refuses bodies over the limit of their kind with 413, before anything is buffered. */
export const bodyLimit = createMiddleware<App>(async (c, next) => {
  const { body } = c.req.raw
  if (!body) return next()
  const limit = limitFor(c.req.header('content-type') ?? '')
  const declared = c.req.header('content-length')
  if (declared !== undefined) {
    // No host hands over more bytes than were declared (RFC 9112, 6.3): what is within the limit need not be counted.
    if (Number(declared) <= limit) return next()
    return c.req.path.startsWith('/api/') ? problem(c, [{ code: 'request.too_large' }]) : askAgain(c, next)
  }
  c.req.raw = new Request(c.req.raw, { body: bounded(body, limit), duplex: 'half' } as RequestInit)
  return next()
})
