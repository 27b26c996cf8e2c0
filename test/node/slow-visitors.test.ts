import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Portal, startPortal } from '../site/start-portal.ts'
import { statusOf, until, wire } from './on-the-wire.ts'

let portal: Portal
beforeAll(async () => {
  portal = await startPortal()
}, 60_000)
afterAll(() => portal?.stop())

/** Forty visits to the home page, each answered. */
const visits = async () => {
  for (let turn = 0; turn < 40; turn++) {
    const answer = await fetch(portal.url)
    await answer.text()
    expect(answer.status).toBe(200)
  }
}

test('four hundred visitors who dawdle keep nobody waiting, and are shown the door', async () => {
  const slow = await Promise.all(
    Array.from({ length: 400 }, async (_, index) => {
      const line = await wire(portal.url)
      await line.say(
        index % 2
          ? 'GET / HTTP/1.1\r\nhost: a\r\nx-slow: '
          : 'POST /api/tip-offs HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
      )
      return line
    }),
  )
  const drip = setInterval(() => slow.forEach((line) => line.socket.writable && line.socket.write('a')), 1000)
  await visits()
  // Everybody was served while the slow ones were still on the line.
  expect(slow.filter((line) => !line.socket.destroyed).length).toBeGreaterThanOrEqual(200)
  const headers = slow.filter((_, index) => index % 2)
  expect(await until(() => headers.every((line) => line.socket.destroyed), 25_000)).toBe(true)
  expect(headers.every((line) => [0, 408].includes(statusOf(line.heard())))).toBe(true)
  clearInterval(drip)
  for (const line of slow) line.socket.destroy()
}, 60_000)
