import { env } from '#test-host'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { forgetVolunteers } from '../../functions/volunteers/forget-volunteers.ts'
import { promoteWaiting } from '../../functions/volunteers/promote.ts'
import { aShift, aVolunteerBody, postAs, signedUp } from '../fixtures/volunteers.ts'
import { failingEnv } from './failing-env.ts'

const TABLE =
  /SCAN (sign_ups|shifts|volunteers|activities|service_records|certificates|others|theirs|mine|sign_up_submissions)\b/

test('no question about volunteers reads a whole table', async () => {
  const seen = new Set<string>()
  const prepare = (sql: string) => {
    seen.add(sql)
    return env.DB.prepare(sql)
  }
  const spying: Env = { ...env, DB: { batch: env.DB.batch.bind(env.DB), prepare } }
  const [shift, other] = [await aShift(), await aShift()]
  const who = await signedUp(shift.id, { party: [{ name: '林小满', age: 'adult' }] })
  const again = await signedUp(other.id, { name: who.name, phone: who.phone })
  const book = { phone: who.phone, code: who.code }
  const post = (path: string, body: object) => postAs('/api/volunteers/' + path, body, spying)
  const statuses = [
    await post('sign-ups', aVolunteerBody(shift.id)),
    await post('sign-ups', aVolunteerBody(shift.id, { name: who.name, phone: who.phone })),
    await post('me', book),
    await post('me/moves', { ...book, signUp: who.signUps[1]!.id, move: 'cancel' }),
    await post('me/moves', { ...book, signUp: who.signUps[0]!.id, move: 'swap', to: (await aShift()).id }),
    await post('me/join', { ...book, otherPhone: who.phone, otherCode: again.code }),
    await app.request('/api/activities?kind=guide', {}, spying as never),
    await app.request('/api/activities/' + shift.number, {}, spying as never),
    await post('me/erase', book),
  ].map(({ status }) => status)
  expect(statuses).toEqual([201, 409, 200, 200, 200, 200, 200, 200, 200])
  await promoteWaiting(spying, Date.now())
  await forgetVolunteers(spying, Date.now())
  expect(seen.size).toBeGreaterThan(30)
  for (const sql of seen) {
    const numbered = [...sql.matchAll(/\?(\d+)/g)].map(([, n]) => Number(n))
    const values = Array(numbered.length > 0 ? Math.max(...numbered) : sql.split('?').length - 1).fill('[]')
    const plan = await env.DB.prepare('EXPLAIN QUERY PLAN ' + sql)
      .bind(...values)
      .all<{ detail: string }>()
    const steps = plan.results.map(({ detail }) => detail).join('; ')
    expect([sql, steps]).toEqual([sql, expect.not.stringMatching(TABLE)])
  }
})

test('reading activities costs one trip to the database, signing up two, one’s own record three', async () => {
  const callsOf = async (ask: (on: Env) => Response | Promise<Response>) => {
    const { env: watched, counted } = failingEnv({ ...env, LIMITS: 'on' }, Number.POSITIVE_INFINITY, '')
    const response = await ask(watched)
    await response.arrayBuffer()
    expect(response.status).toBeLessThan(300)
    return counted.calls
  }
  const shift = await aShift()
  const { phone, code } = await signedUp(shift.id)
  const get = (path: string) => (on: Env) => app.request('/api/activities' + path, {}, on as never)
  for (const path of ['', '/' + shift.number, '/shifts/' + shift.id]) expect(await callsOf(get(path))).toBe(1)
  expect(await callsOf((on) => postAs('/api/volunteers/sign-ups', aVolunteerBody(shift.id), on))).toBe(2)
  expect(await callsOf((on) => postAs('/api/volunteers/me', { phone, code }, on))).toBe(3)
})
