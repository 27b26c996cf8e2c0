import { env } from '#test-host'
import { expect, test, vi } from 'vitest'
import { app } from '../../functions/app.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { aTipOff, aToken, filed, JPEG, post } from './a-tip-off.ts'
import { D1_ERRORS, failingEnv } from './failing-env.ts'
import { moveAsStaff } from './move-as-staff.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
const on = { ...env, LIMITS: 'on' }
let visitors = 0
const visitor = () => ({ 'x-portal-client-address': `198.18.${visitors >> 8}.${visitors++ & 255}` })

/** Everything but the counters of limits, which may count a try that failed. */
const state = async () => {
  const texts = [
    'SELECT * FROM tip_offs ORDER BY id',
    'SELECT * FROM tip_off_events ORDER BY id',
    'SELECT * FROM photos ORDER BY id',
    'SELECT * FROM submissions ORDER BY key_hash',
    'SELECT * FROM outbox_messages ORDER BY id',
    'SELECT * FROM used_challenges ORDER BY id',
    'SELECT * FROM case_counters',
    'SELECT * FROM queue_tallies ORDER BY scope',
    'SELECT * FROM daily_figures',
  ]
  return JSON.stringify(await Promise.all(texts.map(async (text) => (await env.DB.prepare(text).all()).results)))
}
/** No row without the rows it belongs with. */
const orphans = async () => {
  const texts = [
    'SELECT id FROM tip_offs WHERE NOT EXISTS (SELECT 1 FROM tip_off_events WHERE tip_off_id = tip_offs.id)',
    'SELECT id FROM tip_offs WHERE NOT EXISTS (SELECT 1 FROM submissions WHERE tip_off_id = tip_offs.id)',
    'SELECT id FROM tip_offs WHERE NOT EXISTS (SELECT 1 FROM outbox_messages WHERE outbox_messages.number = tip_offs.number)',
    'SELECT id FROM tip_offs WHERE photo_count <> (SELECT count(*) FROM photos WHERE tip_off_id = tip_offs.id)',
    'SELECT tip_off_id FROM photos WHERE tip_off_id NOT IN (SELECT id FROM tip_offs)',
    'SELECT tip_off_id FROM submissions WHERE tip_off_id NOT IN (SELECT id FROM tip_offs)',
    'SELECT id FROM tip_offs WHERE version <> (SELECT count(*) FROM tip_off_events WHERE tip_off_id = tip_offs.id)',
  ]
  return (await Promise.all(texts.map(async (text) => (await env.DB.prepare(text).all()).results))).flat()
}

type Act = (on: Env, headers: Record<string, string>) => Response | Promise<Response>
/** Each write route of a resident, made ready to be tried again and again until it succeeds. */
const acts: [string, () => Promise<Act>][] = [
  [
    'filing with two photos and a contact',
    async () => {
      const body = aTipOff({ photos: [await aToken(env), await aToken(env)], contact: { phone: '19900008000' } })
      return (asked, headers) => post(asked, '/api/tip-offs', body, headers)
    },
  ],
  [
    'uploading a photo',
    async () => async (asked, headers) =>
      app.request(
        '/api/tip-offs/photos',
        { method: 'POST', headers: { ...headers, 'content-type': 'image/jpeg' }, body: JPEG },
        asked as never,
      ),
  ],
  [
    'answering',
    async () => {
      const { receipt, number } = await filed(env)
      await moveAsStaff(env, number, 'ask', 'received', { said: '在哪里？' })
      return (asked, headers) =>
        post(asked, '/api/tip-offs/track/moves', { receipt, move: 'answer', said: '就在东门' }, headers)
    },
  ],
  [
    'rating',
    async () => {
      const { receipt, number } = await filed(env)
      await moveAsStaff(env, number, 'close', 'closed')
      return (asked, headers) =>
        post(asked, '/api/tip-offs/track/moves', { receipt, move: 'rate', rating: 'not_mended' }, headers)
    },
  ],
  [
    'withdrawing',
    async () => {
      const { receipt } = await filed(env, { contact: { phone: '19900008000' } })
      return (asked, headers) => post(asked, '/api/tip-offs/track/moves', { receipt, move: 'withdraw' }, headers)
    },
  ],
  [
    'saying me too',
    async () => {
      const { number } = await filed(env)
      return async (asked, headers) =>
        app.request(
          `/api/tip-offs/board/${number}/me-too`,
          { method: 'POST', headers: { ...headers, origin: 'http://localhost' } },
          asked as never,
        )
    },
  ],
  [
    'tracking',
    async () => {
      const { receipt } = await filed(env)
      return (asked, headers) => post(asked, '/api/tip-offs/track', { receipt }, headers)
    },
  ],
]

test.each(acts)('%s: whichever call fails, 503, nothing half done, and the next try succeeds', async (_, ready) => {
  for (let k = 1; ; k += 1) {
    const act = await ready()
    const headers = visitor()
    const before = await state()
    const broken = failingEnv(on, k, 'Network connection lost.')
    const response = await act(broken.env, headers)
    if (broken.counted.calls < k) {
      expect(response.status).toBeLessThan(300)
      expect(k).toBeGreaterThan(1)
      break
    }
    expect([k, response.status, response.headers.get('retry-after')]).toEqual([k, 503, '5'])
    const text = await response.text()
    expect(text).toContain('request.unavailable')
    for (const word of ['D1', 'SQL', 'database', 'Network', 'stack']) expect(text).not.toContain(word)
    // The last reading, of the view to answer with, may fail after the act: then the act is whole.
    if ((await state()) !== before) expect(k).toBeGreaterThan(3)
    expect(await orphans()).toEqual([])
    expect((await act(on, headers)).status).toBeLessThan(300)
    expect(await orphans()).toEqual([])
  }
})

test.each(D1_ERRORS)('"%s" while filing is answered with 503 and nothing is kept', async (message) => {
  const body = aTipOff({ photos: [await aToken(env)] })
  const before = await state()
  for (let k = 1; k <= 3; k += 1) {
    const response = await post(failingEnv(on, k, message).env, '/api/tip-offs', body, visitor())
    expect([k, response.status]).toEqual([k, 503])
    expect(await state()).toBe(before)
  }
  expect((await post(on, '/api/tip-offs', body, visitor())).status).toBe(201)
})

test('when the answer of the database is lost after it wrote, sending again gives the same one case', async () => {
  for (let k = 1; k <= 3; k += 1) {
    const body = aTipOff({ photos: [await aToken(env)] })
    const headers = visitor()
    const broken = failingEnv(on, k, 'Network connection lost.', 'after')
    expect((await post(broken.env, '/api/tip-offs', body, headers)).status).toBe(503)
    const again = await post(on, '/api/tip-offs', body, headers)
    expect(again.status).toBe(k === 3 ? 200 : 201)
    expect(await orphans()).toEqual([])
  }
})

test.each(acts.filter(([name]) => /answering|rating|withdrawing|me too/.test(name)))(
  '%s: an answer lost on the way and the act sent again is one act',
  async (_, ready) => {
    for (let k = 1; ; k += 1) {
      const act = await ready()
      const headers = visitor()
      const broken = failingEnv(on, k, 'Network connection lost.', 'after')
      const response = await act(broken.env, headers)
      if (broken.counted.calls < k) break
      expect(response.status).toBe(503)
      expect([k, (await act(on, headers)).status]).toEqual([k, 200])
      expect(await orphans()).toEqual([])
    }
  },
)

test('a fault is never said in the words of the database, and is logged by name only', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const secret = 'UNIQUE constraint failed: tip_offs.secret 19900008000'
  const response = await post(failingEnv(on, 1, secret).env, '/api/tip-offs', aTipOff(), visitor())
  expect(await response.text()).not.toContain('19900008000')
  expect(said.mock.calls.flat().join(' ')).not.toContain('19900008000')
})
