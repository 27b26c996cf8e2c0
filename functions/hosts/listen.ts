import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { addSecurityHeaders } from '../http/headers.ts'
import { settings } from './node-settings.ts'
import { refuseToStart } from './refuse-start.ts'
import { logRequest } from './request-log.ts'
import { sendResponse } from './send-response.ts'
import { sendStatic, type StaticFile } from './static-files.ts'
import { toRequest } from './to-request.ts'
import { readVisitor } from './visitor.ts'

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** After an early refusal the visitor may go on sending this long before the connection is cut. */
const LINGER = 10_000

type Answering = (request: Request) => Promise<Response>

const refuse = (res: ServerResponse, status: number, code: string, retryAfter?: number) => {
  if (res.headersSent) return void res.destroy()
  if (retryAfter) res.setHeader('retry-after', retryAfter)
  res.setHeader('cache-control', 'no-store')
  const body = JSON.stringify({ issues: [{ code }] })
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
}

/** The rest of a body that nobody reads runs out for a while, so that the refusal is read; then the line is cut. */
const letRunOut = (req: IncomingMessage) => {
  if (req.complete) return
  req.removeAllListeners('data').resume()
  const cut = setTimeout(() => req.socket.destroy(), LINGER).unref()
  req.once('close', () => clearTimeout(cut))
}

/** The HTTP server of the node host: static files from the map, everything else by the app. */
export const makeServer = (files: Map<string, StaticFile>, answer: Answering): Server => {
  const handle = async (req: IncomingMessage, res: ServerResponse, expectsContinue: boolean) => {
    const began = performance.now()
    const url = req.url ?? ''
    const visitor = readVisitor(req, settings.trustedProxies)
    const ours = settings.portalUrl?.host
    const https = (settings.portalUrl?.protocol ?? visitor?.origin.split('//')[0]) === 'https:'
    addSecurityHeaders(res, https)
    res.once('finish', () => letRunOut(req))
    if (!METHODS.has(req.method ?? '')) return refuse(res, 501, 'request.method_unknown')
    const hosts = req.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host')
    if (!visitor || hosts.length !== 1 || !url.startsWith('/') || url.startsWith('//'))
      return refuse(res, 400, 'request.unreadable')
    if (ours && visitor.host !== ours) return refuse(res, 421, 'request.misdirected')
    const file = req.method === 'GET' || req.method === 'HEAD' ? files.get(url.split('?', 1)[0]!) : undefined
    if (file) return sendStatic(file, req, res)

    const origin = settings.portalUrl?.origin ?? visitor.origin
    const request = toRequest(req, res, { ...visitor, origin }, expectsContinue)
    res.once('close', () => {
      if (!settings.logsRequests) return
      const id = String(res.getHeader('x-request-id') ?? '')
      logRequest({ method: req.method!, url, status: res.statusCode, ms: performance.now() - began, request: id })
    })
    await sendResponse(await answer(request), req, res)
  }
  const safely = (expectsContinue: boolean) => (req: IncomingMessage, res: ServerResponse) => {
    handle(req, res, expectsContinue).catch((error: Error) => {
      if (!req.socket.destroyed) console.error(JSON.stringify({ at: 'host', error: error.name }))
      refuse(res, 503, 'request.unavailable', 5)
    })
  }
  const server = createServer(
    {
      headersTimeout: 15_000,
      requestTimeout: 120_000,
      keepAliveTimeout: 10_000,
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: 16_384,
      noDelay: true,
    },
    safely(false),
  )
  server.on('checkContinue', safely(true))
  server.maxHeadersCount = 100
  server.maxConnections = 4_000
  server.on('clientError', (error: { code?: string }, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    const status =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? '408 Request Timeout'
          : '400 Bad Request'
    const headers = new Headers({ connection: 'close', 'content-length': '0', 'cache-control': 'no-store' })
    addSecurityHeaders(headers, settings.portalUrl?.protocol === 'https:')
    socket.end(`HTTP/1.1 ${status}\r\n${[...headers].map((one) => `${one.join(': ')}\r\n`).join('')}\r\n`)
  })
  return server
}

/** Starts to listen, or refuses the start with a sentence. Resolves with the port (chosen by the system for PORT=0). */
export const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.once('error', (error: Error & { code?: string }) =>
      refuseToStart(
        error.code === 'EADDRINUSE' ? 'port_taken' : 'port_unusable',
        error.code === 'EADDRINUSE' ? String(settings.port) : `${settings.host}:${settings.port}`,
        error,
      ),
    )
    server.listen(settings.port, settings.host, 1024, () => resolve((server.address() as { port: number }).port))
  })
