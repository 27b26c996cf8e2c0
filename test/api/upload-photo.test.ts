import { env } from '#test-host'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { aToken, codesIn, JPEG, upload } from './a-tip-off.ts'

const show = (token: string) => app.request(`/api/tip-offs/photos/${token}`, {}, env as never)

test('a photo is shelved under a token, and shown to whoever holds it', async () => {
  const response = await upload(env)
  expect(response.status).toBe(201)
  const { token, width, height, size } = (await response.json()) as {
    token: string
    width: number
    height: number
    size: number
  }
  const shown = await show(token)
  expect([width, height, size]).toEqual([1, 1, (await shown.arrayBuffer()).byteLength])
  expect(shown.headers.get('content-type')).toBe('image/jpeg')
  expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
  expect(shown.headers.get('cache-control')).toBe('no-store')
})

test('the same photo twice lies under two keys that tell nothing', async () => {
  const keyOf = (token: string) =>
    (JSON.parse(atob(token.split('.')[0]!.replaceAll('-', '+').replaceAll('_', '/'))) as { key: string }).key
  const [a, b] = [keyOf(await aToken(env)), keyOf(await aToken(env))]
  expect(a).toMatch(/^tip-offs\/[0-9a-hjkmnp-tv-z]{32}\.jpg$/)
  expect(a).not.toBe(b)
})

test('a token that was changed shows nothing', async () => {
  const token = await aToken(env)
  const [said, mac] = token.split('.')
  const [otherSaid, otherMac] = (await aToken(env)).split('.')
  expect((await show(`${otherSaid}.${otherMac}`)).status).toBe(200)
  for (const bad of [
    said!,
    `${said}.`,
    `.${mac}`,
    `${otherSaid}.${mac}`,
    `${said}.${otherMac}`,
    `${token}.x`,
    `${token}A`,
    'x',
    'tip-offs/x.jpg',
  ]) {
    expect([bad, (await show(bad)).status]).toEqual([bad, 404])
  }
})

test.each([
  ['nothing', new Uint8Array(), 422],
  ['a text', new TextEncoder().encode('<script>alert(1)</script>'.repeat(10)), 422],
  ['an SVG', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 422],
  ['half a photo', JPEG.slice(0, 100), 422],
  ['more than ten megabytes', new Uint8Array(10 * 1024 * 1024 + 2000), 413],
])('%s is refused and not shelved', async (_, bytes, status) => {
  const before = (await env.PHOTOS.list()).objects.length
  const response = await upload(env, bytes)
  expect(response.status).toBe(status)
  expect((await codesIn(response))[0]).toMatch(/^(photo|request)\./)
  expect((await env.PHOTOS.list()).objects.length).toBe(before)
})
