import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { accepts } from './compress.ts'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
}

/** A script or picture may be run or shown by our own pages; opened by itself it may do nothing (workers: ask us only). */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"

export type StaticFile = { headers: Record<string, string>; etag: string; plain: Buffer; br?: Buffer; gzip?: Buffer }

/**
 * Files that are for other hosts (`_headers`) or for developers, and copies made beside another file. The scripts of a
 * page like `[id].astro` begin with an underscore too, but stand in a folder.
 */
const hidden = (path: string) => /^_|(^|\/)\.|\.(map|br|gz)$/.test(path)

/**
 * Reads every file of the build's client folder once, at start: URL path → bytes as they are sent.
 * What is not in this map does not exist, so no path can lead anywhere else.
 */
export const readStaticFiles = (folder: string): Map<string, StaticFile> => {
  const files = new Map<string, StaticFile>()
  if (!existsSync(folder)) return files
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    const path = relative(folder, file).split(sep).join('/')
    const type = TYPES[extname(path)]
    if (!entry.isFile() || hidden(path) || !type) continue
    const plain = readFileSync(file)
    const br = existsSync(`${file}.br`) && readFileSync(`${file}.br`)
    const gzip = existsSync(`${file}.gz`) && readFileSync(`${file}.gz`)
    files.set(`/${encodeURI(path)}`, {
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      headers: {
        'content-type': type,
        'cache-control': path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
        'content-security-policy': POLICY,
        ...((br || gzip) && { vary: 'accept-encoding' }),
      },
      plain,
      ...(br && { br }),
      ...(gzip && { gzip }),
    })
  }
  return files
}

/** Answers GET and HEAD for one of those files: 304 to a copy still good, else the smallest form the visitor takes. */
export const sendStatic = (file: StaticFile, req: IncomingMessage, res: ServerResponse) => {
  for (const [name, value] of Object.entries(file.headers)) res.setHeader(name, value)
  res.setHeader('etag', file.etag)
  const known = req.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known?.some((tag) => tag === file.etag || tag === '*')) return void res.writeHead(304).end()
  const form = accepts(req.headers['accept-encoding'], file.br ? 'br' : null, file.gzip ? 'gzip' : null)
  const body = (form && file[form]) || file.plain
  if (form) res.setHeader('content-encoding', form)
  res.writeHead(200, { 'content-length': body.length })
  res.end(req.method === 'HEAD' ? undefined : body)
}
