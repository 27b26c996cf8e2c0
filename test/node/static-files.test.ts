import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entry } from '../../scripts/build-node.mjs'
import { type Portal, startPortal } from '../site/start-portal.ts'
import { askRaw, statusOf } from './on-the-wire.ts'

let portal: Portal
let script: string
beforeAll(async () => {
  portal = await startPortal()
  const assets = readdirSync(join(dirname(entry), '../client/assets'))
  script = `/assets/${assets.find((name) => assets.includes(`${name}.br`))}`
}, 60_000)
afterAll(() => portal?.stop())

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  askRaw(
    portal.url,
    `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`,
  )
const header = (heard: string, name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(heard)?.[1]?.trim()
const body = (heard: string) => Buffer.from(heard.slice(heard.indexOf('\r\n\r\n') + 4), 'latin1')

test('a script comes as small as the browser can take it, and is kept for good', async () => {
  const [plain, br, gzip] = await Promise.all([
    get(script),
    get(script, { 'accept-encoding': 'gzip, deflate, br' }),
    get(script, { 'accept-encoding': 'gzip' }),
  ])
  expect([plain, br, gzip].map((heard) => header(heard, 'content-encoding'))).toEqual([undefined, 'br', 'gzip'])
  expect(brotliDecompressSync(body(br))).toEqual(body(plain))
  expect(gunzipSync(body(gzip))).toEqual(body(plain))
  expect(body(br).length).toBeLessThan(body(gzip).length)
  expect(header(br, 'cache-control')).toBe('public, max-age=31536000, immutable')
  expect(header(br, 'content-type')).toBe('text/javascript; charset=utf-8')
  expect(header(br, 'vary')).toBe('accept-encoding')
})

test('a browser that refuses an encoding does not get it', async () => {
  const heard = await get(script, { 'accept-encoding': 'br;q=0, gzip;q=0.5' })
  expect(header(heard, 'content-encoding')).toBe('gzip')
  expect(header(await get(script, { 'accept-encoding': 'identity' }), 'content-encoding')).toBeUndefined()
})

test('a copy that is still good is not sent again', async () => {
  const etag = header(await get(script), 'etag')!
  const again = await get(script, { 'if-none-match': `"other", W/${etag}` })
  expect(statusOf(again)).toBe(304)
  expect(body(again).length).toBe(0)
  expect(statusOf(await get(script, { 'if-none-match': '"other"' }))).toBe(200)
})

test('asking for the headers only gives the same headers and no body', async () => {
  const [whole, head] = await Promise.all([get('/icon.svg'), get('/icon.svg', {}, 'HEAD')])
  expect(header(head, 'content-length')).toBe(header(whole, 'content-length'))
  expect(header(head, 'content-type')).toBe('image/svg+xml; charset=utf-8')
  expect(body(head).length).toBe(0)
  expect(header(head, 'x-content-type-options')).toBe('nosniff')
  expect(header(head, 'content-security-policy')).toContain("default-src 'none'")
})

test.each([
  '/../../../package.json',
  '/assets/../../server/entry.mjs',
  '/assets/..%2f..%2fserver%2fentry.mjs',
  '/assets/%2e%2e/%2e%2e/server/entry.mjs',
  '/..%5c..%5cpackage.json',
  '/assets/....//....//server/entry.mjs',
  '/server/entry.mjs',
  '/_headers',
  '/.git/config',
  '/.env',
  '/.dev.vars',
  '/%2egit/HEAD',
  '/assets/entry.mjs.map',
  '/icon.svg.br',
  '/portal.sqlite',
  '/.data/portal.sqlite',
])('nobody reads %s', async (path) => {
  expect([400, 404]).toContain(statusOf(await get(path)))
})

test('nothing can be written to a file’s address', async () => {
  const heard = await askRaw(
    portal.url,
    `POST /icon.svg HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: http://127.0.0.1\r\ncontent-length: 3\r\n\r\nabc`,
  )
  expect(statusOf(heard)).toBeGreaterThanOrEqual(400)
})
