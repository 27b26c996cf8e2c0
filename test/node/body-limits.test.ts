import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Portal, startPortal } from '../site/start-portal.ts'
import { askRaw, statusOf, until, wire } from './on-the-wire.ts'

const MB = 1024 * 1024
let portal: Portal
beforeAll(async () => {
  portal = await startPortal()
}, 60_000)
afterAll(() => portal?.stop())

/** Resident memory of the portal's process, in MB. */
const memory = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${portal.process.pid}/status`, 'utf8'))?.[1]) / 1024
const headersOf = (path: string, type: string, more: string) =>
  `POST ${path} HTTP/1.1\r\nhost: a\r\norigin: http://a\r\ncontent-type: ${type}\r\n${more}\r\n`
const PHOTOS = '/api/tip-offs/photos'

test('a photo of 120 MB is refused before a byte of it is asked for', async () => {
  const line = await wire(portal.url)
  await line.say(headersOf(PHOTOS, 'image/jpeg', `content-length: ${120 * MB}\r\nexpect: 100-continue\r\n`))
  expect(await until(() => line.heard().includes('\r\n\r\n'))).toBe(true)
  expect(statusOf(line.heard())).toBe(413)
  expect(line.heard()).toContain('request.too_large')
  line.socket.destroy()
})

test('a photo of the right size is asked for', async () => {
  const line = await wire(portal.url)
  await line.say(headersOf(PHOTOS, 'image/jpeg', 'content-length: 4\r\nexpect: 100-continue\r\n'))
  expect(await until(() => line.heard().includes('100 Continue'))).toBe(true)
  await line.say('nope')
  expect(await until(() => line.heard().includes('issues'))).toBe(true)
  expect(line.heard()).toMatch(/HTTP\/1\.1 4(13|15|22)/)
  line.socket.destroy()
})

test('whoever goes on sending 120 MB after the refusal reads it and fills no memory', async () => {
  const before = memory()
  const chunk = Buffer.alloc(MB, 7)
  for (let turn = 0; turn < 3; turn++) {
    const line = await wire(portal.url)
    await line.say(headersOf(PHOTOS, 'image/jpeg', `content-length: ${120 * MB}\r\n`))
    for (let sent = 0; sent < 119 && !line.socket.destroyed; sent++) await line.say(chunk)
    expect(await until(() => statusOf(line.heard()) === 413)).toBe(true)
    line.socket.destroy()
  }
  expect(memory() - before).toBeLessThan(150)
})

test('a body without a length is counted as it comes and refused past the limit', async () => {
  const before = memory()
  const line = await wire(portal.url)
  await line.say(headersOf(PHOTOS, 'image/jpeg', 'transfer-encoding: chunked\r\n'))
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 7), Buffer.from('\r\n')])
  let sent = 0
  while (!line.heard() && sent < 64 * 16) {
    await line.say(chunk)
    sent++
  }
  expect(await until(() => statusOf(line.heard()) === 413)).toBe(true)
  expect(sent / 16).toBeLessThan(40)
  expect(memory() - before).toBeLessThan(80)
  line.socket.destroy()
})

test('a length that lies cuts the body where it says', async () => {
  const heard = await askRaw(
    portal.url,
    headersOf('/api/tip-offs', 'application/json', 'content-length: 2\r\n') + `{}${'x'.repeat(2000)}`,
  )
  expect(statusOf(heard)).toBeGreaterThanOrEqual(400)
  expect(statusOf(heard)).toBeLessThan(500)
})

test.each([
  ['JSON', '/api/tip-offs', 'application/json', 256 * 1024],
  ['a form', '/tip-offs/new/', 'application/x-www-form-urlencoded', 256 * 1024],
  ['no type at all', '/api/tip-offs', 'application/unknown', 256 * 1024],
])('%s over its limit is refused, just under it is read', async (_what, path, type, limit) => {
  const send = (size: number) =>
    fetch(portal.url + path, {
      method: 'POST',
      headers: { 'content-type': type, origin: portal.url },
      body: 'x'.repeat(size),
    }).then(({ status }) => status)
  expect(await send(limit + 1)).toBe(413)
  expect(await send(limit - 1)).not.toBe(413)
})

test('forty large uploads at once are refused without the portal growing', async () => {
  const before = memory()
  const statuses = await Promise.all(
    Array.from({ length: 40 }, () =>
      fetch(portal.url + PHOTOS, {
        method: 'POST',
        headers: { 'content-type': 'image/jpeg', origin: portal.url },
        body: Buffer.alloc(12 * MB),
      }).then(({ status }) => status),
    ),
  )
  expect(new Set(statuses)).toEqual(new Set([413]))
  expect(memory() - before).toBeLessThan(120)
  expect((await fetch(`${portal.url}/api/health`)).status).toBe(200)
})
