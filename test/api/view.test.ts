import { env } from '#test-host'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'

const press = (body: string, headers: Record<string, string> = {}, origin = 'http://localhost') =>
  app.request(
    `${origin}/api/view`,
    {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin, ...headers },
    },
    env,
  )

test('a resident turns the larger letters on and stays on the page', async () => {
  const response = await press('elder=1&to=%2Fen%2Frules%2F')
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toBe('/en/rules/')
  const cookie = response.headers.get('set-cookie') ?? ''
  expect(cookie).toContain('view=elder;')
  expect(cookie).toContain('Max-Age=31536000')
  expect(cookie).toContain('Path=/')
  expect(cookie).toContain('SameSite=Lax')
  expect(cookie).toContain('HttpOnly')
  expect(cookie).not.toContain('Secure')
})

test('over https the choice is remembered for https only', async () => {
  const response = await press('contrast=high&to=/', {}, 'https://wenming.example')
  expect(response.headers.get('set-cookie')).toContain('Secure')
})

test('the contrast button leaves the letters as large as they are', async () => {
  const response = await press('contrast=high&to=/', { cookie: 'view=elder.30' })
  expect(response.headers.get('set-cookie')).toContain('view=elder.30.high;')
})

test('a form that asks to go elsewhere ends on the home page', async () => {
  for (const to of [
    'https://example.com/',
    '//example.com',
    '/%5Cexample.com',
    '%0d%0aset-cookie:x=1',
    '/api/health',
  ]) {
    const response = await press(`elder=1&to=${to}`)
    expect(response.status).toBe(303)
    const location = response.headers.get('location') ?? ''
    expect(new URL(location, 'http://localhost').origin).toBe('http://localhost')
    expect(location.startsWith('/api')).toBe(false)
  }
})

test('another site cannot change how a resident reads', async () => {
  const response = await press('elder=1&to=/', { origin: 'https://example.com', 'sec-fetch-site': 'cross-site' })
  expect(response.status).toBe(403)
  expect(response.headers.get('set-cookie')).toBeNull()
})
