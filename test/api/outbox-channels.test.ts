import { env } from '#test-host'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Env } from '../../functions/http/app-types.ts'
import { deliverMessages, waitAfter } from '../../functions/outbox/deliver-messages.ts'
import { type Audience, recordMessage } from '../../functions/outbox/rows.ts'
import { disableStaff } from '../../functions/staff/add-staff.ts'
import { aMailChannel, aRobotChannel, ROBOT, SMTP_FORM, subscribes, withMail } from '../fixtures/channels.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { withFaults } from '../fixtures/faults.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

const MINUTE = 60_000
const hooked = { ...env, WEBHOOK_URL: 'https://hook.example/in', WEBHOOK_SECRET: 'the shared secret' }
let admin: SignedIn
let moderator: SignedIn
let handler: SignedIn
beforeAll(async () => {
  admin = await signedIn('administrator')
  moderator = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
}, 60_000)

type Call = { url: string; init: RequestInit }
let calls: Call[] = []
const taken = () => Response.json({ errcode: 0, errmsg: 'ok' })
const answers = (answer: (url: string) => Response | Promise<Response>) =>
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({ url, init })
    return answer(url)
  })
beforeEach(() => {
  calls = []
  answers(taken)
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await env.DB.batch(
    ['outbox_messages', 'outbox_subscriptions', 'outbox_channels'].map((table) =>
      env.DB.prepare('DELETE FROM ' + table),
    ),
  )
})

const tell = async (audience: Audience, topic = 'tip_off.news', now = Date.now()) => {
  const id = crypto.randomUUID()
  await recordMessage(env.DB, { id, topic, audience, number: '261122-0007', now }).run()
  return id
}
const deliveries = (message?: string) =>
  rowsOf<{ channel_id: string; state: string; attempts: number; last_error: string | null }>(
    `SELECT channel_id, state, attempts, last_error FROM outbox_deliveries
      WHERE ?1 IS NULL OR message_id = ?1 ORDER BY channel_id = 'webhook', rowid`,
    message ?? null,
  )
const everything = async () =>
  JSON.stringify([
    await rowsOf('SELECT * FROM outbox_channels'),
    await rowsOf('SELECT * FROM outbox_subscriptions'),
    await rowsOf("SELECT * FROM audit_events WHERE object_kind = 'channel'"),
  ])
const post = (staff: SignedIn, path: string, json: unknown, on: Env = env) =>
  asks(staff, '/api/desk/outbox' + path, { json, env: on })

test('a unit chooses a robot of its own, and gets its own messages there and nobody else’s', async () => {
  const { id: channel } = await aRobotChannel(admin)
  await subscribes(handler, { for: 'unit', channel, address: ROBOT })
  for (const audience of ['unit:sanitation', 'unit:parks', 'desk', 'reporter', 'volunteer'] as const)
    await tell(audience)
  await deliverMessages({ ...env, PORTAL_URL: 'https://portal.example' }, Date.now())
  expect(calls.map(({ url }) => url)).toEqual([ROBOT])
  expect(calls[0]!.init).toMatchObject({ method: 'POST', redirect: 'manual' })
  expect(JSON.parse(calls[0]!.init.body as string)).toEqual({
    msgtype: 'text',
    text: { content: '线索 261122-0007 有新进展，请登录查看。\nhttps://portal.example/desk/mine/' },
  })
  const states = await rowsOf('SELECT audience, state FROM outbox_messages ORDER BY state DESC, audience')
  expect(states).toContainEqual({ audience: 'unit:sanitation', state: 'sent' })
  expect(states.filter(({ state }) => state === 'not_sent')).toHaveLength(4)
})

test('the desk and its staff hear of what they chose, residents are told through the webhook alone', async () => {
  const { on, mails } = withMail()
  const { id: channel } = await aMailChannel(admin, on)
  await subscribes(moderator, { for: 'me', channel, address: 'zhou@qinghe.example.com', kinds: ['hand_back'] }, on)
  await subscribes(admin, { for: 'desk', channel, address: 'desk@qinghe.example.com', kinds: ['new_case'] }, on)
  await tell('desk', 'tip_off.filed')
  await tell('desk', 'tip_off.handed_back')
  await tell('reporter')
  await deliverMessages({ ...hooked, SMTP: on.SMTP! }, Date.now())
  expect(mails.map(({ mail }) => mail.to).sort()).toEqual(['desk@qinghe.example.com', 'zhou@qinghe.example.com'])
  expect(mails[0]!.mail.text).toBe('线索 261122-0007 有新进展，请登录查看。\n')
  expect(mails[0]!.server).toMatchObject({ user: 'wmb', password: 'the mail password', tls: 'tls' })
  expect(calls.filter(({ url }) => url === hooked.WEBHOOK_URL)).toHaveLength(3)

  // Whose account was closed hears no more.
  const gone = await signedIn('moderator')
  await subscribes(gone, { for: 'me', channel, address: 'gone@qinghe.example.com', kinds: ['new_case'] }, on)
  await disableStaff(env, gone.signInName, Date.now())
  await tell('desk', 'tip_off.filed')
  await deliverMessages(on, Date.now())
  expect(mails.map(({ mail }) => mail.to)).not.toContain('gone@qinghe.example.com')
})

test('a red slip reaches the supervisor who chose it, once, with the way to the slips of its case', async () => {
  const supervisor = await signedIn('supervisor')
  const { id: channel } = await aRobotChannel(admin)
  await subscribes(supervisor, { for: 'me', channel, address: ROBOT, kinds: ['red_slip'] })
  for (const audience of ['desk', 'supervisor', 'unit:parks'] as const) await tell(audience, 'slip.red')
  for (const audience of ['desk', 'unit:parks'] as const) await tell(audience, 'slip.yellow')
  await deliverMessages({ ...env, PORTAL_URL: 'https://portal.example' }, Date.now())
  expect(calls.map(({ init }) => (JSON.parse(init.body as string) as { text: object }).text)).toEqual([
    {
      content: '案件 261122-0007 的督办单有新情况，请登录查看。\nhttps://portal.example/desk/slips/?number=261122-0007',
    },
  ])
})

test('a channel that fails is tried again by itself and keeps none of the others waiting', async () => {
  const { id: channel } = await aRobotChannel(admin)
  await subscribes(handler, { for: 'unit', channel, address: ROBOT })
  let now = Date.now()
  const id = await tell('unit:sanitation', 'tip_off.news', now)
  const wrongs: [() => Response | Promise<Response>, string][] = [
    [() => Promise.reject(new DOMException('', 'TimeoutError')), 'timeout'],
    [() => new Response('', { status: 302, headers: { location: 'http://169.254.169.254/' } }), 'status 302'],
    [() => Response.json({ errcode: 93000, errmsg: 'invalid webhook url' }), 'wecom 93000'],
    [() => new Response('<html>'), 'wecom ?'],
  ]
  for (const [at, [answer, error]] of wrongs.entries()) {
    answers((url) => (url === hooked.WEBHOOK_URL ? taken() : answer()))
    await deliverMessages(hooked, now)
    expect(await deliveries(id)).toEqual([
      { channel_id: channel, state: 'waiting', attempts: at + 1, last_error: error },
      { channel_id: 'webhook', state: 'sent', attempts: 1, last_error: null },
    ])
    now += waitAfter(at + 1, 1)
  }
  expect(await rowsOf('SELECT state FROM outbox_messages WHERE id = ?', id)).toEqual([{ state: 'waiting' }])
  answers(taken)
  await deliverMessages(hooked, now)
  expect(await rowsOf('SELECT state, last_error FROM outbox_messages WHERE id = ?', id)).toEqual([
    { state: 'sent', last_error: null },
  ])
})

test('the clock struck twice at once, and cut short at every step, sends each message on each channel', async () => {
  const { id: channel } = await aRobotChannel(admin)
  await subscribes(handler, { for: 'unit', channel, address: ROBOT })
  const now = Date.now()
  await tell('unit:sanitation', 'tip_off.news', now)
  await tell('unit:sanitation', 'tip_off.news', now)
  await Promise.all([deliverMessages(hooked, now), deliverMessages(hooked, now), deliverMessages(hooked, now)])
  expect(calls).toHaveLength(4)

  for (let k = 1; ; k += 1) {
    await env.DB.prepare('DELETE FROM outbox_messages').run()
    const id = await tell('unit:sanitation', 'tip_off.news', now)
    calls = []
    const { env: broken, watch } = withFaults(hooked as Env, {
      call: k,
      error: 'Network connection lost.',
      after: k % 2 === 0,
    })
    await deliverMessages(broken, now).catch(() => undefined)
    if (!watch.fired) break
    await deliverMessages(hooked, now + 3 * MINUTE)
    const left = await deliveries(id)
    expect([k, left.map(({ state }) => state)]).toEqual([k, ['sent', 'sent']])
    // At least once each, and twice only where the answer was lost.
    for (const to of [ROBOT, hooked.WEBHOOK_URL]) {
      const n = calls.filter(({ url }) => url === to).length
      expect(n === 1 || n === 2).toBe(true)
    }
    expect(calls.length).toBeLessThanOrEqual(3)
  }
})

test('what was switched off or ended sends nothing any more, not even what waits, and its address is gone', async () => {
  const { id: channel } = await aRobotChannel(admin)
  const { id: subscription } = await subscribes(handler, { for: 'unit', channel, address: ROBOT })
  answers(() => new Response('', { status: 500 }))
  const now = Date.now()
  const first = await tell('unit:sanitation', 'tip_off.news', now)
  await deliverMessages(env, now)
  expect((await post(admin, `/channels/${channel}/moves`, { move: 'disable', version: 1 })).status).toBe(200)
  expect(await deliveries(first)).toMatchObject([{ state: 'not_sent', last_error: 'gone' }])
  answers(taken)
  calls = []
  await tell('unit:sanitation', 'tip_off.news', now)
  await deliverMessages(env, now + 10 * MINUTE)
  expect((await post(admin, `/channels/${channel}/moves`, { move: 'enable', version: 2 })).status).toBe(200)
  await deliverMessages(env, now + 20 * MINUTE)
  expect(calls).toEqual([])

  answers(() => new Response('', { status: 500 }))
  const third = await tell('unit:sanitation', 'tip_off.news', now)
  await deliverMessages(env, now + 20 * MINUTE)
  expect((await post(handler, `/subscriptions/${subscription}/moves`, { move: 'end' })).status).toBe(200)
  expect(await deliveries(third)).toMatchObject([{ state: 'not_sent' }])
  expect(await rowsOf('SELECT address_sealed, address_hint FROM outbox_subscriptions')).toEqual([
    { address_sealed: '', address_hint: '' },
  ])
  expect((await post(handler, `/subscriptions/${subscription}/moves`, { move: 'end' })).status).toBe(404)
})

test('passwords and addresses are sealed, and nothing that is answered or recorded shows them again', async () => {
  const { on } = withMail()
  const { id: channel } = await aMailChannel(admin, on)
  const { id: robot } = await aRobotChannel(admin)
  await subscribes(handler, { for: 'unit', channel: robot, address: ROBOT })
  await subscribes(moderator, { for: 'me', channel, address: 'zhou@qinghe.example.com', kinds: ['other'] }, on)
  const kept = await everything()
  for (const secret of ['the mail password', 'key=', '6d1f0c52', 'zhou@']) expect(kept).not.toContain(secret)
  for (const path of ['/channels', '/subscriptions', `/channels/${channel}/deliveries`]) {
    const said = await (await asks(admin, '/api/desk/outbox' + path, { env: on })).text()
    expect(said).not.toMatch(/mail password|6d1f0c52|zhou@|sealed/)
  }
  const mine = await (await asks(moderator, '/api/desk/outbox/subscriptions')).json()
  expect(mine).toMatchObject({
    for: ['me'],
    subscriptions: [{ addressHint: 'z***@qinghe.example.com', kinds: ['other'] }],
  })

  // A kept password goes only to the server it was typed for.
  const { kind: _kind, password: _password, ...form } = SMTP_FORM
  const change = (over: object, version: number) =>
    post(admin, `/channels/${channel}/moves`, { move: 'change', version, ...form, ...over }, on)
  expect(await codesOf(await change({ host: 'mail.evil.example.com' }, 1))).toEqual(['channel.password_again'])
  expect((await change({ name: '新名字' }, 1)).status).toBe(200)
  expect(await codesOf(await change({ name: '再改' }, 1))).toEqual(['channel.changed_meanwhile'])
  expect((await change({ host: 'smtp2.qinghe.example.com', password: 'another' }, 2)).status).toBe(200)
})

test('a test message says at once what became of it, and whose address it is matters', async () => {
  const { id: channel } = await aRobotChannel(admin)
  const { id } = await subscribes(handler, { for: 'unit', channel, address: ROBOT })
  const press = async (staff: SignedIn) => post(staff, `/subscriptions/${id}/moves`, { move: 'test' })
  expect(await (await press(handler)).json()).toEqual({ id, test: { state: 'sent', last_error: null } })
  expect(JSON.parse(calls[0]!.init.body as string)).toMatchObject({
    text: { content: expect.stringContaining('测试') },
  })
  answers(() => Response.json({ errcode: 45009 }))
  expect(await (await press(handler)).json()).toMatchObject({ test: { state: 'waiting', last_error: 'wecom 45009' } })
  for (const other of [moderator, admin, await signedIn('handler', 'parks')])
    expect((await press(other)).status).toBe(404)
  expect(
    (await post(moderator, '/subscriptions', { for: 'desk', channel, address: ROBOT, kinds: ['other'] })).status,
  ).toBe(422)
  const log = (await (await asks(admin, `/api/desk/outbox/channels/${channel}/deliveries`)).json()) as {
    deliveries: object[]
  }
  expect(log.deliveries).toHaveLength(2)
})

test('addresses that lead elsewhere are refused, whoever types them', async () => {
  const { on } = withMail()
  const { id: robot } = await aRobotChannel(admin)
  const { id: mail } = await aMailChannel(admin, on)
  const robots = [
    ROBOT.replace('https:', 'http:'),
    ROBOT.replace('qyapi.weixin.qq.com', '127.0.0.1'),
    ROBOT.replace('qyapi.weixin.qq.com', 'qyapi.weixin.qq.com.evil.example'),
    ROBOT.replace('//', '//user:pass@'),
    ROBOT.replace('/send', '/../../x'),
    ROBOT.replace('qyapi.weixin.qq.com', 'qyapi.weixin.qq.com:8443'),
    'javascript:alert(1)',
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send',
    '',
  ]
  for (const address of robots) {
    const answer = await post(handler, '/subscriptions', { for: 'unit', channel: robot, address })
    expect([address, await codesOf(answer)]).toEqual([address, ['subscription.robot']])
  }
  const mails = [
    'a@b.example.com\r\nBcc: x@evil.example',
    'a@b.example.com, x@evil.example',
    'Name <a@b.example.com>',
    '"a b"@b.example.com',
    'a@localhost',
    'a@[127.0.0.1]',
    'a@b.example.com\u0000',
    'not an address',
  ]
  for (const address of mails) {
    const body = { for: 'me', channel: mail, address, kinds: ['other'] }
    expect([address, await codesOf(await post(moderator, '/subscriptions', body, on))]).toEqual([
      address,
      ['subscription.address'],
    ])
  }
  const hosts = [
    '127.0.0.1',
    '10.1.2.3',
    '0x7f.1',
    '2130706433',
    '[::1]',
    '169.254.169.254',
    'localhost',
    'mail',
    'mail.local',
  ]
  for (const host of hosts) {
    expect([host, await codesOf(await post(admin, '/channels', { ...SMTP_FORM, host }, on))]).toEqual([
      host,
      ['channel.private'],
    ])
  }
  for (const host of ['', 'a b', 'user@mail.example.com', 'mail.example.com/x', 'mail.example.com:25']) {
    expect([host, await codesOf(await post(admin, '/channels', { ...SMTP_FORM, host }, on))]).toEqual([
      host,
      ['channel.host'],
    ])
  }
  const open = { ...on, OUTBOX_PRIVATE: '1' }
  expect((await post(admin, '/channels', { ...SMTP_FORM, host: '10.1.2.3' }, open)).status).toBe(201)
  expect(await codesOf(await post(admin, '/channels', { ...SMTP_FORM, host: '10.1.2.3', tls: 'none' }, open))).toEqual([
    'channel.tls',
  ])
  for (const body of [{ ...SMTP_FORM, state: 'on' }, { ...SMTP_FORM, port: '25' }, { ...SMTP_FORM, kind: 'sms' }, []]) {
    expect((await post(admin, '/channels', body, on)).status).toBe(400)
  }
})

test('a host without a mail server says so when it is set up', async () => {
  const { SMTP: _, ...bare } = env
  expect(await codesOf(await post(admin, '/channels', SMTP_FORM, bare as Env))).toEqual(['channel.no_smtp_here'])
  const cloudflare = { kind: 'cloudflare', name: 'Cloudflare 邮件', from: 'wmb@qinghe.example.com' }
  expect(await codesOf(await post(admin, '/channels', cloudflare))).toEqual(['channel.no_cloudflare_here'])
  const sent: object[] = []
  const on = { ...env, EMAIL: { send: async (mail: object) => void sent.push(mail) } }
  const { id: channel } = (await (await post(admin, '/channels', cloudflare, on)).json()) as { id: string }
  const { id } = await subscribes(
    moderator,
    { for: 'me', channel, address: 'zhou@qinghe.example.com', kinds: ['other'] },
    on,
  )
  await post(moderator, `/subscriptions/${id}/moves`, { move: 'test' }, on)
  expect(sent).toMatchObject([
    { from: 'wmb@qinghe.example.com', to: 'zhou@qinghe.example.com', subject: '文明同行：有新消息' },
  ])
})

test('of the same addresses five are kept, however many are sent at once', async () => {
  const { id: channel } = await aRobotChannel(admin)
  const send = () => post(handler, '/subscriptions', { for: 'unit', channel, address: ROBOT })
  const statuses = await Promise.all(Array.from({ length: 8 }, send)).then((all) => all.map(({ status }) => status))
  expect(statuses.filter((status) => status === 201)).toHaveLength(5)
  expect(await rowsOf('SELECT id FROM outbox_subscriptions')).toHaveLength(5)
})

type Act = (on: Env) => Promise<Response>
const acts: [string, () => Promise<Act>][] = [
  ['adding a channel', async () => (on) => post(admin, '/channels', { kind: 'wecom', name: '群里的机器人' }, on)],
  [
    'switching a channel off',
    async () => {
      const { id } = await aRobotChannel(admin)
      return (on) => post(admin, `/channels/${id}/moves`, { move: 'disable', version: 1 }, on)
    },
  ],
  [
    'adding an address',
    async () => {
      const { id: channel } = await aRobotChannel(admin)
      await env.DB.prepare('DELETE FROM outbox_subscriptions').run()
      return (on) => post(handler, '/subscriptions', { for: 'unit', channel, address: ROBOT }, on)
    },
  ],
  [
    'ending an address',
    async () => {
      const { id: channel } = await aRobotChannel(admin)
      await env.DB.prepare('DELETE FROM outbox_subscriptions').run()
      const { id } = await subscribes(handler, { for: 'unit', channel, address: ROBOT })
      return (on) => post(handler, `/subscriptions/${id}/moves`, { move: 'end' }, on)
    },
  ],
]
test.each(acts)('%s: whichever call fails, 503, nothing half done, and the next try succeeds', async (_, ready) => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  for (let k = 1; ; k += 1) {
    const act = await ready()
    const before = await everything()
    const { env: broken, watch } = withFaults(env, { call: k, error: 'Network connection lost.' })
    const response = await act(broken)
    if (!watch.fired) {
      expect(response.status).toBeLessThan(300)
      expect(k).toBeGreaterThan(2)
      break
    }
    expect([k, response.status]).toEqual([k, 503])
    expect(await everything()).toBe(before)
    expect((await act(env)).status).toBeLessThan(300)
  }
})
