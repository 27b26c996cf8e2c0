import { env } from '#test-host'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { runJobs } from '../../functions/jobs.ts'
import { deliverMessages, waitAfter } from '../../functions/outbox/deliver-messages.ts'
import { insertDelivery } from '../../functions/outbox/delivery-rows.ts'
import { forgetMessages } from '../../functions/outbox/forget-messages.ts'
import { recordMessage } from '../../functions/outbox/rows.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

const MINUTE = 60_000
const withChannel = { ...env, WEBHOOK_URL: 'https://hook.example/in', WEBHOOK_SECRET: 'the shared secret' }
let moderator: SignedIn
let supervisor: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  supervisor = await signedIn('supervisor')
}, 60_000)

type Call = { url: string; init: RequestInit }
let calls: Call[] = []
const answers = (answer: () => Response | Promise<Response>) =>
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({ url, init })
    return answer()
  })
const ok = () => new Response('')
beforeEach(() => void (calls = []))
afterEach(async () => {
  vi.unstubAllGlobals()
  await env.DB.prepare('DELETE FROM outbox_messages').run()
})

const aMessage = async (now: number) => {
  const id = crypto.randomUUID()
  const message = { id, topic: 'tip_off.news', audience: 'reporter' as const, number: '261122-0007', now }
  await recordMessage(env.DB, message).run()
  return id
}
const stateOf = async (id: string) =>
  (await rowsOf('SELECT state, attempts, last_error FROM outbox_messages WHERE id = ?', id))[0]

test('a message leaves signed, and says nothing but which case has news', async () => {
  answers(ok)
  const now = 1_800_000_000_000
  const id = await aMessage(now)
  await deliverMessages(withChannel, now)
  const { url, init } = calls[0]!
  expect(url).toBe('https://hook.example/in')
  expect(init).toMatchObject({ method: 'POST', redirect: 'manual' })
  const body = init.body as string
  const text = '线索 261122-0007 有新进展，请登录查看。'
  expect(JSON.parse(body)).toEqual({ id, topic: 'tip_off.news', number: '261122-0007', text })
  const [, seconds, sum] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(new Headers(init.headers).get('x-portal-signature')!)!
  expect(seconds).toBe('1800000000')
  const raw = new TextEncoder().encode('the shared secret')
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  const bytes = Uint8Array.from(sum!.match(/../g)!, (two) => parseInt(two, 16))
  expect(await crypto.subtle.verify('HMAC', key, bytes, new TextEncoder().encode(seconds + '.' + body))).toBe(true)
  expect(await crypto.subtle.verify('HMAC', key, bytes, new TextEncoder().encode(seconds + '.' + body + ' '))).toBe(
    false,
  )
  expect(await stateOf(id)).toEqual({ state: 'sent', attempts: 1, last_error: null })
  await deliverMessages(withChannel, now + 60 * MINUTE)
  expect(calls.length).toBe(1)
})

test('two clocks that strike at once send a message once', async () => {
  answers(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    return ok()
  })
  const now = Date.now()
  for (let n = 0; n < 5; n += 1) await aMessage(now)
  await Promise.all([runJobs(withChannel, now), runJobs(withChannel, now), deliverMessages(withChannel, now)])
  expect(calls.length).toBe(5)
  expect(await rowsOf('SELECT DISTINCT state, attempts FROM outbox_messages')).toEqual([{ state: 'sent', attempts: 1 }])
})

test('a sender that died gives the message back after its time', async () => {
  const now = Date.now()
  const id = await aMessage(now)
  answers(() => new Promise(() => undefined))
  void deliverMessages(withChannel, now)
  await vi.waitFor(() => expect(calls.length).toBe(1))
  answers(ok)
  await deliverMessages(withChannel, now + 30_000)
  expect(calls.length).toBe(1)
  await deliverMessages(withChannel, now + 2 * MINUTE)
  expect(calls.length).toBe(2)
  expect(await stateOf(id)).toMatchObject({ state: 'sent', attempts: 2 })
})

test('a receiver that fails is asked again and again, ever more seldom, and given up after ten times', async () => {
  const wrongs: [() => Response | Promise<Response>, string][] = [
    [() => new Response('', { status: 500 }), 'status 500'],
    [() => new Response('', { status: 302, headers: { location: 'http://169.254.169.254/' } }), 'status 302'],
    [() => Promise.reject(new TypeError('secret host name')), 'unreachable'],
    [() => Promise.reject(new DOMException('', 'TimeoutError')), 'timeout'],
  ]
  let now = Date.now()
  const id = await aMessage(now)
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    const [answer, error] = wrongs[attempt % wrongs.length]!
    answers(answer)
    await deliverMessages(withChannel, now)
    expect(calls.length).toBe(attempt)
    const state = attempt < 10 ? 'waiting' : 'failed'
    expect(await stateOf(id)).toEqual({ state, attempts: attempt, last_error: error })
    await deliverMessages(withChannel, now + 0.8 * waitAfter(attempt, 0))
    expect(calls.length).toBe(attempt)
    now += waitAfter(attempt, 1)
  }
  await deliverMessages(withChannel, now + 30 * 86_400_000)
  expect(calls.length).toBe(10)
  expect(waitAfter(1, 0.5)).toBe(MINUTE)
  expect(waitAfter(2, 0.5)).toBe(2 * MINUTE)
  expect(waitAfter(30, 0.5)).toBe(6 * 60 * MINUTE)
})

test('without a channel the desk sees that nothing was sent', async () => {
  answers(ok)
  const now = Date.now()
  const id = await aMessage(now)
  const list = async () =>
    (await (await asks(supervisor, '/api/desk/outbox')).json()) as { messages: { state: string }[]; channel: string }
  expect(await list()).toMatchObject({ channel: 'none', messages: [{ id, state: 'not_sent', number: '261122-0007' }] })
  await runJobs(env, now)
  expect(await stateOf(id)).toMatchObject({ state: 'not_sent' })
  // A channel that comes later tells no old news.
  await runJobs(withChannel, now + MINUTE)
  expect(calls.length).toBe(0)
})

test('staff try the channel out, and supervisors only look', async () => {
  answers(ok)
  const press = (staff: SignedIn, on = withChannel) =>
    asks(staff, '/api/desk/outbox/test', { method: 'POST', env: on as typeof env })
  expect((await press(supervisor)).status).toBe(403)
  expect(await codesOf(await press(moderator, env as typeof withChannel))).toEqual(['outbox.no_channel'])
  const response = await press(moderator)
  expect(await response.json()).toMatchObject({ topic: 'test', state: 'sent', attempts: 1 })
  expect(JSON.parse(calls[0]!.init.body as string).text).toContain('测试')
  const acts = await rowsOf("SELECT result FROM audit_events WHERE action = 'outbox:test' ORDER BY rowid")
  expect(acts.map(({ result }) => result)).toEqual(['refused:staff.not_allowed', 'refused:outbox.no_channel', 'ok'])
})

test('a job that fails keeps no other from running, and both are on record', async () => {
  const past = Date.now() - 30 * 3_600_000
  await env.DB.batch([
    env.DB.prepare("INSERT INTO used_challenges (id, expires_at) VALUES ('old', ?), ('new', ?)").bind(
      past,
      past + 4e12,
    ),
    env.DB.prepare("INSERT INTO limits (key, window_started_at, count) VALUES ('old', ?, 1), ('new', ?, 1)").bind(
      past,
      Date.now(),
    ),
    env.DB.prepare('UPDATE sessions SET seen_at = ? WHERE staff_id = ?').bind(past, supervisor.id),
  ])
  const broken = {
    ...withChannel,
    DB: {
      prepare: (sql: string) => {
        if (sql.includes('outbox_messages')) throw new Error('D1 DB is overloaded. Requests queued for too long.')
        return env.DB.prepare(sql)
      },
      batch: env.DB.batch.bind(env.DB),
    },
  }
  await runJobs(broken as never, Date.now())
  await runJobs(broken as never, Date.now())
  expect(await rowsOf('SELECT id FROM used_challenges')).toEqual([{ id: 'new' }])
  expect(await rowsOf('SELECT key FROM limits')).toEqual([{ key: 'new' }])
  expect(await rowsOf('SELECT staff_id FROM sessions')).toEqual([{ staff_id: moderator.id }])
  const runs = await rowsOf<{ name: string; last_result: string }>('SELECT name, last_result FROM job_runs')
  expect(runs).toContainEqual({ name: 'deliver_messages', last_result: 'Error' })
  expect(runs).toContainEqual({ name: 'forget_sessions', last_result: 'ok' })
})

test('a message and what became of it are kept for half a year, and no longer', async () => {
  const now = Date.now()
  const lay = (id: string, at: number) =>
    env.DB.batch([
      recordMessage(env.DB, { id, topic: 'test', audience: 'desk', number: '261122-0001', now: at }),
      insertDelivery(env.DB, id, { channel: 'webhook', subscription: '' }, at, id + '-delivery'),
    ])
  await lay('old', now - 184 * 86_400_000 - 1)
  await lay('young', now - 184 * 86_400_000 + 60_000)
  await Promise.all([forgetMessages(env, now), forgetMessages(env, now)])
  const left = "IN ('old', 'young')"
  expect(await rowsOf(`SELECT id FROM outbox_messages WHERE id ${left}`)).toEqual([{ id: 'young' }])
  expect(await rowsOf(`SELECT message_id FROM outbox_deliveries WHERE message_id ${left}`)).toEqual([
    { message_id: 'young' },
  ])
})
