import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Portal, startPortal } from '../site/start-portal.ts'
import { aTipOff } from '../api/a-tip-off.ts'
import { askRaw, statusOf, wire } from './on-the-wire.ts'

const EVERY_ANSWER = [
  'x-content-type-options: nosniff',
  'referrer-policy: same-origin',
  'cross-origin-opener-policy: same-origin',
  'cross-origin-resource-policy: same-origin',
  'x-frame-options: DENY',
  'content-security-policy: ',
  'permissions-policy: ',
]

describe('a portal without a proxy', () => {
  let portal: Portal
  beforeAll(async () => {
    portal = await startPortal()
  }, 60_000)
  afterAll(() => portal?.stop())
  const port = () => new URL(portal.url).port
  const get = (path: string, host = '127.0.0.1', more = '', method = 'GET') =>
    askRaw(portal.url, `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${more}\r\n`)

  test.each([
    '/cdn-cgi/',
    '/cdn-cgi/explorer',
    '/cdn-cgi/handler/scheduled',
    '/cdn-cgi/../cdn-cgi/trace',
    '//cdn-cgi/explorer',
    '/CDN-CGI/explorer',
    '/__scheduled',
    '/_image?href=http://127.0.0.1:1/',
    '/_server-islands/x',
    '/_actions/x',
    '/.well-known/../.git/HEAD',
  ])('%s is not there, whatever Host is sent', async (path) => {
    for (const host of ['127.0.0.1', `127.0.0.1:${port()}`, 'localhost', 'portal.example', '[::1]']) {
      expect([400, 404]).toContain(statusOf(await get(path, host)))
      expect([400, 403, 404]).toContain(statusOf(await get(path, host, 'content-length: 0\r\n', 'POST')))
    }
  })

  test.each([
    ['GET', '/'],
    ['GET', '/nowhere'],
    ['GET', '/%ff'],
    ['GET', '/%E0%A4%A'],
    ['GET', '/rules/%00/'],
    ['GET', '/icon.svg'],
    ['GET', '/api/health'],
    ['GET', '/api/nowhere'],
    ['GET', '/api/desk/me'],
    ['GET', '/cdn-cgi/trace'],
    ['GET', '//evil.example/'],
    ['GET', 'http://evil.example/'],
    ['OPTIONS', '*'],
    ['TRACE', '/'],
    ['PROPFIND', '/'],
    ['POST', '/'],
    ['POST', '/api/tip-offs'],
    ['GET', `/${'a'.repeat(9000)}`],
    ['GET', `/?${'%25'.repeat(3000)}`],
  ])('%s %.40s is answered with every header of safety and never with a fault', async (method, path) => {
    const heard = await get(path, '127.0.0.1', method === 'POST' ? 'content-length: 0\r\n' : '', method)
    expect(statusOf(heard)).toBeGreaterThanOrEqual(200)
    expect(statusOf(heard) === 501 || statusOf(heard) < 500).toBe(true)
    for (const wanted of EVERY_ANSWER) expect(heard.toLowerCase()).toContain(wanted.toLowerCase())
    expect(heard).not.toMatch(/at file:|node_modules|sqlite|\bat .*\.mjs/i)
  })

  test.each([
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n'],
    ['a host that is none', 'GET / HTTP/1.1\r\nhost: a b/c\r\n\r\n'],
    ['a host with a login', 'GET / HTTP/1.1\r\nhost: user@evil.example\r\n\r\n'],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nG',
    ],
    ['a header without end', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
    ['a thousand headers', `GET / HTTP/1.1\r\nhost: a\r\n${'x: y\r\n'.repeat(5000)}\r\n`],
  ])('%s is refused and the portal stays up', async (_what, text) => {
    const heard = await askRaw(portal.url, text)
    expect(statusOf(heard) === 0 || (statusOf(heard) >= 400 && statusOf(heard) < 500)).toBe(true)
    expect(statusOf(await get('/api/health'))).toBe(200)
  })

  test('nobody can say through a header who they are', async () => {
    // The API's limits count by address: the same visitor under many invented names is still one visitor.
    const strict = await startPortal({ LIMITS: 'on' })
    const statuses = []
    for (let turn = 0; turn < 6; turn++) {
      const { status } = await fetch(`${strict.url}/api/tip-offs`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-portal-client-address': `203.0.113.${turn}`,
          'x-forwarded-for': `198.51.100.${turn}`,
          'cf-connecting-ip': `192.0.2.${turn}`,
          'x-real-ip': `192.0.2.${turn}`,
          forwarded: `for=192.0.2.${turn}`,
        },
        body: JSON.stringify(aTipOff()),
      })
      statuses.push(status)
    }
    await strict.stop()
    expect(statuses).toEqual([201, 201, 201, 201, 429, 429])
  })

  test('a visitor who leaves in the middle of an upload harms nobody', async () => {
    for (let turn = 0; turn < 20; turn++) {
      const line = await wire(portal.url)
      await line.say(
        'POST /api/tip-offs/photos HTTP/1.1\r\nhost: a\r\ncontent-type: image/jpeg\r\ncontent-length: 50000\r\n\r\nhalf',
      )
      line.socket.resetAndDestroy()
    }
    expect(statusOf(await get('/api/health'))).toBe(200)
    expect(portal.process.exitCode).toBeNull()
  })
})

describe('a portal with an address of its own', () => {
  let portal: Portal
  beforeAll(async () => {
    portal = await startPortal({ PORTAL_URL: 'https://wenming.example' })
  }, 60_000)
  afterAll(() => portal?.stop())

  test('another Host is sent away, so that no link can be made from it', async () => {
    const ask = (host: string) => askRaw(portal.url, `GET /en/ HTTP/1.1\r\nhost: ${host}\r\n\r\n`).then(statusOf)
    expect(await ask('wenming.example')).toBe(200)
    expect(await ask('WENMING.example')).toBe(200)
    for (const host of ['evil.example', 'wenming.example.evil.example', '127.0.0.1', 'wenming.example:81']) {
      expect(await ask(host)).toBe(421)
    }
  })

  test('its answers speak https: strict transport, and links with its own name', async () => {
    const heard = await askRaw(portal.url, 'GET / HTTP/1.1\r\nhost: wenming.example\r\n\r\n')
    expect(heard).toContain('strict-transport-security: max-age=31536000')
    expect(heard).not.toContain('http://wenming.example')
  })

  test('our own form is taken although the proxy speaks plain http to us; another’s is not', async () => {
    const send = (origin: string) =>
      askRaw(
        portal.url,
        `POST /api/view HTTP/1.1\r\nhost: wenming.example\r\norigin: ${origin}\r\n` +
          'content-type: application/x-www-form-urlencoded\r\ncontent-length: 4\r\n\r\nto=/',
      ).then(statusOf)
    expect(await send('https://wenming.example')).toBe(303)
    expect(await send('http://wenming.example')).toBe(403)
    expect(await send('https://evil.example')).toBe(403)
  })
})

describe('a portal behind a proxy that it trusts', () => {
  let portal: Portal
  beforeAll(async () => {
    portal = await startPortal({ TRUSTED_PROXY: '127.0.0.1, 10.0.0.0/8', LIMITS: 'on' })
  }, 60_000)
  afterAll(() => portal?.stop())

  const file = async (forwardedFor: string) => {
    const { status } = await fetch(`${portal.url}/api/tip-offs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': forwardedFor },
      body: JSON.stringify(aTipOff()),
    })
    return status
  }

  test('visitors are told apart by what the proxy says, and only by that', async () => {
    const first = []
    // What the visitor wrote themselves stands left of what the proxy added; our own inner proxies stand right of it.
    for (const lie of ['198.51.100.1', 'nonsense', '203.0.113.9, 203.0.113.10', '::1', '10.9.9.9'])
      first.push(await file(`${lie}, 203.0.113.7, 10.1.2.3`))
    expect(first).toEqual([201, 201, 201, 201, 429])
    expect(await file('203.0.113.8')).toBe(201)
    expect(await file('2001:db8::1')).toBe(201)
  })

  test('https and the name it was asked by are the proxy’s to say', async () => {
    const heard = await askRaw(
      portal.url,
      'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-forwarded-proto: https\r\nx-forwarded-host: wenming.example\r\n\r\n',
    )
    expect(heard).toContain('strict-transport-security')
    expect(heard).not.toContain('http://127.0.0.1')
  })
})
