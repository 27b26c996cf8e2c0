import type { IncomingMessage, ServerResponse } from 'node:http'
import { CLIENT_ADDRESS } from '../http/app-types.ts'
import type { Visitor } from './visitor.ts'

const BODILESS = new Set(['GET', 'HEAD'])
/** Headers that speak of the connection, or of the visitor in words only a proxy may use; the app never sees them. */
const NOT_PASSED_ON = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer'])
const HIDDEN = /^(x-forwarded-|x-portal-|cf-|forwarded$|x-real-ip$)/

const readHeaders = (req: IncomingMessage, visitor: Visitor): Headers => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    if (value === undefined || name.startsWith(':') || NOT_PASSED_ON.has(name) || HIDDEN.test(name)) continue
    for (const one of [value].flat()) headers.append(name, one)
  }
  headers.set('host', visitor.host)
  headers.set(CLIENT_ADDRESS, visitor.address)
  return headers
}

/**
 * The body as it comes in, read only as fast as it is wanted. Giving up on it does not close the connection:
 * the refusal still has to reach the visitor (`listen.ts` lets the rest run out, for a while).
 */
const streamBody = (req: IncomingMessage, res: ServerResponse, expectsContinue: boolean): ReadableStream => {
  let over = false
  return new ReadableStream(
    {
      start(controller) {
        const end = (finish: () => void) => {
          if (over) return
          over = true
          finish()
        }
        req.on('data', (chunk: Buffer) => {
          if (over) return
          controller.enqueue(new Uint8Array(chunk))
          if ((controller.desiredSize ?? 0) <= 0) req.pause()
        })
        req.once('end', () => end(() => controller.close()))
        req.once('error', (error) => end(() => controller.error(error)))
        req.once('close', () => end(() => controller.error(new Error('the visitor went away'))))
        req.pause()
      },
      pull() {
        if (expectsContinue && !res.headersSent) res.writeContinue()
        expectsContinue = false
        req.resume()
      },
      cancel() {
        over = true
        req.resume()
      },
    },
    { highWaterMark: 0 }, // not a byte is asked for before somebody wants it
  )
}

/** Node's request as the web's. The path keeps its bytes; `expectsContinue`: the visitor waits to be asked for the body. */
export const toRequest = (
  req: IncomingMessage,
  res: ServerResponse,
  visitor: Visitor,
  expectsContinue: boolean,
): Request => {
  const method = req.method ?? 'GET'
  // No signal for a visitor who leaves: nothing here would listen, and it costs more than the rest of the request object.
  const init = { method, headers: readHeaders(req, visitor) }
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0
  const url = `${visitor.origin}${req.url}`
  if (BODILESS.has(method) || !hasBody) return new Request(url, init)
  return new Request(url, { ...init, body: streamBody(req, res, expectsContinue), duplex: 'half' } as RequestInit)
}
