import { env } from '#test-host'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'

const OWN = 'http://localhost'
const post = async (headers: Record<string, string>, method = 'POST', body = 'to=/') =>
  (await app.request('/api/view', { method, headers, body }, env)).status

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const KINDS = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/json',
  'image/jpeg',
  'TEXT/PLAIN;charset=utf-8',
]

test.each(KINDS)('a page of another site cannot change anything with a body of %s', async (type) => {
  const kind = { 'content-type': type }
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect(await post({ ...kind, origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }, method)).toBe(403)
    expect(await post({ ...kind, 'sec-fetch-site': 'cross-site' }, method)).toBe(403)
    expect(await post({ ...kind, 'sec-fetch-site': 'same-site' }, method)).toBe(403)
    expect(await post({ ...kind, origin: 'http://evil.example' }, method)).toBe(403)
    expect(await post({ ...kind, origin: 'null' }, method)).toBe(403)
    expect(await post({ ...kind, origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' }, method)).toBe(403)
    expect(await post({ ...kind, origin: 'http://localhost.evil.example' }, method)).toBe(403)
    expect(await post({ ...kind, origin: 'https://localhost' }, method)).toBe(403)
    expect(await post({ ...kind, origin: 'http://localhost:81' }, method)).toBe(403)
  }
})

test('a form from a browser that says neither where it is nor whose page it shows is refused', async () => {
  expect(await post(form)).toBe(403)
  expect(await post({ 'content-type': 'text/plain' })).toBe(403)
  expect((await app.request('/api/view', { method: 'POST' }, env)).status).toBe(403)
})

test('our own form is taken, also from a browser that sends only one of the two headers', async () => {
  expect(await post({ ...form, origin: OWN, 'sec-fetch-site': 'same-origin' })).toBe(303)
  expect(await post({ ...form, origin: OWN })).toBe(303)
  expect(await post({ ...form, 'sec-fetch-site': 'same-origin' })).toBe(303)
})

test('behind a proxy that speaks https the portal’s own address is what counts', async () => {
  const behind = { ...env, PORTAL_URL: 'https://wenming.example' }
  const from = (origin: string) =>
    app.request('/api/view', { method: 'POST', headers: { ...form, origin }, body: 'to=/' }, behind)
  expect((await from('https://wenming.example')).status).toBe(303)
  expect((await from('http://wenming.example')).status).toBe(403)
})

test('the refusal carries the headers of every answer and a code', async () => {
  const answer = await app.request('/api/view', { method: 'POST', headers: { origin: 'null' } }, env)
  expect(await answer.json()).toEqual({ issues: [{ code: 'request.foreign' }] })
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
})
