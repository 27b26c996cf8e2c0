import { env } from '#test-host'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { aTipOff, aToken, filed, post } from './a-tip-off.ts'
import { failingEnv } from './failing-env.ts'
import { publishAsStaff } from './move-as-staff.ts'

/** How often a request goes to the database or the shelf. */
const callsOf = async (ask: (on: Env) => Response | Promise<Response>) => {
  const { env: watched, counted } = failingEnv({ ...env, LIMITS: 'on' }, Number.POSITIVE_INFINITY, '')
  const response = await ask(watched)
  await response.arrayBuffer()
  expect(response.status).toBeLessThan(300)
  return counted.calls
}
const get = (path: string) => (on: Env) => app.request(path, {}, on as never)

test('what the public reads costs one trip to the database', async () => {
  const { number, receipt } = await filed(env, { photos: [await aToken(env)] })
  const [key] = await publishAsStaff(env, number)
  expect(await callsOf(get('/api/tip-offs/board'))).toBe(1)
  expect(await callsOf(get('/api/tip-offs/board?street=heyuan-street&group=waste'))).toBe(1)
  expect(await callsOf(get(`/api/tip-offs/board/${number}`))).toBe(1)
  expect(await callsOf(get('/api/tip-offs/nearby?category=waste-overflow&community=liuan'))).toBe(1)
  expect(await callsOf(get('/api/figures'))).toBe(1)
  expect(await callsOf((on) => post(on, '/api/tip-offs/track', { receipt }))).toBe(1)
  // A picture: one to the database, one to the shelf.
  expect(await callsOf(get(`/api/photos/${key}`))).toBe(2)
})

test('filing costs one trip for the limit, one for the case, and a look at the shelf for each photo', async () => {
  const from = { 'x-portal-client-address': '192.0.2.5' }
  expect(await callsOf((on) => post(on, '/api/tip-offs', aTipOff(), from))).toBe(2)
  const photos = [await aToken(env), await aToken(env)]
  expect(await callsOf((on) => post(on, '/api/tip-offs', aTipOff({ photos }), from))).toBe(4)
})
