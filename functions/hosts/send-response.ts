import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { accepts, compressOnce, isTextual } from './compress.ts'

/**
 * Whether this answer may be compressed for this visitor. A page may hold a receipt or someone's case; another site that
 * makes a signed-in browser ask for it again and again could learn it from the compressed length (BREACH). So what
 * another site asks for with our cookies is sent as it is.
 */
const mayCompress = (req: IncomingMessage) => {
  const site = req.headers['sec-fetch-site']
  return !(req.headers.cookie && (site === 'cross-site' || site === 'same-site'))
}

/** Writes the app's answer: texts compressed when that helps, anything else streamed as it is. */
export const sendResponse = async (response: Response, req: IncomingMessage, res: ServerResponse) => {
  for (const [name, value] of response.headers) if (name !== 'set-cookie') res.setHeader(name, value)
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) res.setHeader('set-cookie', cookies)
  res.statusCode = response.status
  if (!response.body || req.method === 'HEAD') {
    await response.body?.cancel()
    return void res.end()
  }
  if (!isTextual(response.headers.get('content-type')) || response.headers.has('content-encoding')) {
    return pipeline(Readable.fromWeb(response.body as never), res)
  }
  res.appendHeader('vary', 'accept-encoding')
  const wanted = mayCompress(req) ? accepts(req.headers['accept-encoding'], 'br', 'gzip') : null
  const [body, encoding] = await compressOnce(
    Buffer.from(await response.arrayBuffer()),
    wanted,
    response.headers.get('etag'),
  )
  if (encoding) res.setHeader('content-encoding', encoding)
  res.setHeader('content-length', body.length)
  res.end(body)
}
