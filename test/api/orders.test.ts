import { env } from '#test-host'
import { expect, test, vi } from 'vitest'
import { app } from '../../functions/app.ts'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import { writeTypedTime } from '../../functions/domain/typed-time.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { anItem, anOrder, anOrderBody, type PlacedOrder, postOrder, wantedAt } from '../fixtures/orders.ts'
import { everythingKept } from './every-table.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
const order = (body: unknown, on = env, headers = {}) => postOrder('/api/orders', body, on, headers)
const menu = async (query = '') =>
  ((await (await app.request('/api/orders/menu' + query, {}, env as never)).json()) as { items: { number: string }[] })
    .items
const orphans = async () =>
  (
    await Promise.all(
      [
        'SELECT id FROM orders WHERE NOT EXISTS (SELECT 1 FROM order_events WHERE order_id = orders.id)',
        'SELECT id FROM orders WHERE NOT EXISTS (SELECT 1 FROM order_submissions WHERE order_id = orders.id)',
        'SELECT id FROM orders WHERE NOT EXISTS (SELECT 1 FROM outbox_messages WHERE outbox_messages.number = orders.number)',
        'SELECT order_id FROM order_submissions WHERE order_id NOT IN (SELECT id FROM orders)',
        'SELECT id FROM orders WHERE version <> (SELECT count(*) FROM order_events WHERE order_id = orders.id)',
      ].map((sql) => rowsOf(sql)),
    )
  ).flat()

test('a resident sees what is on the menu, by centre and kind, and nothing that is not', async () => {
  const open = await anItem({ centre: 'dukou-station', kind: 'lecture' })
  const draft = await anItem({ centre: 'dukou-station' }, false)
  const numbers = (items: { number: string }[]) => items.map(({ number }) => number)
  expect(numbers(await menu())).toContain(open.number)
  expect(numbers(await menu('?centre=dukou-station&kind=lecture'))).toEqual([open.number])
  expect(numbers(await menu('?centre=dukou-station&kind=care'))).toEqual([])
  expect(numbers(await menu("?centre=' OR 1=1 --"))).toEqual([])
  const one = (number: string) => app.request(`/api/orders/menu/${number}`, {}, env as never)
  expect(Object.keys((await (await one(open.number)).json()) as object).sort()).toEqual(
    ['centre', 'kind', 'lastsMinutes', 'number', 'text', 'title'].sort(),
  )
  for (const wrong of [draft.number, 'M26-999999', "M26-001'", '%00', open.id]) {
    expect([wrong, (await one(wrong)).status]).toEqual([wrong, 404])
  }
})

test('an order gets a number everybody may know and a code only the resident has', async () => {
  const placed = await anOrder({ name: '顾小满', phone: '19900007002', address: '柳岸小区 8 幢 101' })
  expect(placed.number).toMatch(/^D\d\d-\d{4}$/)
  expect(placed.receipt).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/)
  expect(placed.answerBy).toBeGreaterThan(Date.now())
  const kept = await everythingKept(env)
  for (const secret of [placed.receipt, '顾小满', '19900007002', '8 幢 101']) expect(kept).not.toContain(secret)
  const [message] = await rowsOf('SELECT topic, audience FROM outbox_messages WHERE number = ?', placed.number)
  expect(message).toEqual({ topic: 'order.ordered', audience: 'desk' })
  const track = await postOrder('/api/orders/track', { receipt: placed.receipt.toLowerCase().replaceAll('-', ' ') })
  expect(await track.json()).toMatchObject({
    number: placed.number,
    state: 'ordered',
    wantedAt,
    team: null,
    allowedMoves: ['cancel'],
    timeline: [{ kind: 'order' }],
  })
  expect(JSON.stringify(await (await postOrder('/api/orders/track', placed)).json())).not.toContain('19900007002')
})

test('sending the form twice, or six times at once, is one order with one receipt', async () => {
  const body = anOrderBody((await anItem()).number)
  const answers = await Promise.all(Array.from({ length: 6 }, () => order(body)))
  const placed = await Promise.all(answers.map(async (one) => (await one.json()) as PlacedOrder))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201])
  expect(new Set(placed.map(({ receipt, number }) => receipt + number)).size).toBe(1)
  expect(await rowsOf('SELECT id FROM orders WHERE number = ?', placed[0]!.number)).toHaveLength(1)
  expect(await codesOf(await order({ ...body, people: 3 }))).toEqual(['submission.other_body'])
})

test('an order that was taken keeps its answer after its service has left the menu; a new one is refused whole', async () => {
  const item = await anItem()
  const body = anOrderBody(item.number)
  const first = (await (await order(body)).json()) as PlacedOrder
  await env.DB.prepare("UPDATE menu_items SET state = 'ended' WHERE id = ?").bind(item.id).run()
  expect(await (await order(body)).json()).toEqual(first)
  const counter = await rowsOf('SELECT * FROM case_counters')
  expect(await codesOf(await order(anOrderBody(item.number)))).toEqual(['menu_item.not_found'])
  expect(await rowsOf('SELECT * FROM case_counters')).toEqual(counter)
  expect(await orphans()).toEqual([])
})

const [tooFarDay] = writeTypedTime(Date.now() + 92 * DAY)
const [yesterday] = writeTypedTime(Date.now() - DAY)
test.each([
  [{ wantedDay: '' }, 'order_day.missing'],
  [{ wantedTime: ' ' }, 'order_clock.missing'],
  [{ wantedDay: '后天' }, 'order_time.unreadable'],
  [{ wantedDay: '2027-02-30' }, 'order_time.unreadable'],
  [{ wantedTime: '25:00' }, 'order_time.unreadable'],
  [{ wantedDay: yesterday }, 'order_time.past'],
  [{ wantedDay: tooFarDay }, 'order_time.too_far'],
  [{ community: '' }, 'order_community.missing'],
  [{ community: 'nowhere' }, 'community.wrong'],
  [{ address: '' }, 'address.missing'],
  [{ address: '3幢' }, 'address.too_short'],
  [{ address: '号'.repeat(101) }, 'address.too_long'],
  [{ people: undefined }, 'people.missing'],
  [{ people: 0 }, 'people.wrong'],
  [{ people: 2.5 }, 'people.wrong'],
  [{ people: 501 }, 'people.wrong'],
  [{ text: '' }, 'need.missing'],
  [{ text: '理发' }, 'need.too_short'],
  [{ text: '理'.repeat(501) }, 'need.too_long'],
  [{ name: '' }, 'order_name.missing'],
  [{ name: '顾' }, 'order_name.too_short'],
  [{ phone: '' }, 'order_phone.missing'],
  [{ phone: '12345' }, 'order_phone.wrong'],
  [{ consent: false }, 'order_consent.missing'],
  [{ consent: undefined }, 'order_consent.missing'],
  [{ website: 'http://spam.example' }, 'website.leave_empty'],
])('%j is refused with %s, and nothing is kept', async (over, code) => {
  const item = await anItem()
  const before = await rowsOf('SELECT id FROM orders')
  const response = await order(anOrderBody(item.number, over))
  expect([response.status, await codesOf(response)]).toEqual([422, [code]])
  expect(await rowsOf('SELECT id FROM orders')).toEqual(before)
})

test('what an old phone types for a day and a time is understood', async () => {
  const [day, time] = writeTypedTime(wantedAt)
  const [year, month, date] = day.split('-')
  for (const [wantedDay, wantedTime] of [
    [`${year}/${Number(month)}/${Number(date)}`, time.replace(':', '：')],
    [`${year}年${month}月${date}日`, `${Number(time.slice(0, 2))}点`],
    [day.replaceAll('-', '.'), time.replace(':', '')],
  ]) {
    const { id } = await anOrder({ wantedDay, wantedTime })
    expect(await rowsOf('SELECT wanted_at FROM orders WHERE id = ?', id)).toEqual([{ wanted_at: wantedAt }])
  }
})

const NASTY = ['\u0000', 'a\u202eb', "'; DROP TABLE orders; --", 'x'.repeat(100_000), '<script>', '\ud800']
test('hostile input is refused or kept as the text it is, never answered with 5xx', async () => {
  const item = await anItem()
  const good = anOrderBody(item.number)
  for (const field of Object.keys(good)) {
    for (const nasty of [...NASTY, 1e99, -1, [], ['a'], {}, null, true]) {
      const response = await order({ ...good, key: crypto.randomUUID(), [field]: nasty })
      expect([field, nasty, response.status < 500]).toEqual([field, nasty, true])
    }
  }
  for (const receipt of [...NASTY, '', 7, [], {}, null]) {
    for (const path of ['/api/orders/track', '/api/orders/track/moves', '/api/orders/team', '/api/orders/team/moves']) {
      const response = await postOrder(path, { receipt, code: receipt, move: 'cancel' })
      expect([path, response.status >= 400 && response.status < 500]).toEqual([path, true])
    }
  }
  expect((await order({ ...good, extra: 1 })).status).toBe(400)
  expect(await orphans()).toEqual([])
})

test('whichever call fails while ordering: 503, nothing half written, and the next try succeeds', async () => {
  const item = await anItem()
  const limited = { ...env, LIMITS: 'on' }
  for (let k = 1; ; k += 1) {
    const body = anOrderBody(item.number)
    const headers = { 'x-portal-client-address': `198.19.0.${k}` }
    const broken = failingEnv(limited, k, 'Network connection lost.')
    const response = await order(body, broken.env, headers)
    if (broken.counted.calls < k) {
      expect([response.status, k > 2]).toEqual([201, true])
      break
    }
    expect([k, response.status]).toEqual([k, 503])
    expect(await orphans()).toEqual([])
    expect((await order(body, limited, headers)).status).toBe(201)
    // The answer is lost after everything was written: the same receipt comes back.
    const again = anOrderBody(item.number)
    await order(again, failingEnv(limited, k, 'Network connection lost.', 'after').env, headers)
    expect((await order(again, limited, headers)).status).toBeLessThan(300)
    expect(await orphans()).toEqual([])
  }
})

test('without proof of work four orders an hour come from one address, and wrong codes are counted', async () => {
  const item = await anItem()
  const limited = { ...env, LIMITS: 'on' }
  const headers = { 'x-portal-client-address': '198.19.1.1' }
  const statuses: number[] = []
  for (let n = 0; n < 5; n += 1) statuses.push((await order(anOrderBody(item.number), limited, headers)).status)
  expect(statuses).toEqual([201, 201, 201, 201, 429])
  const { receipt } = await anOrder()
  const wrong = '7K3M-7K3M-7K3M-7K3M-7K3M-7K3M'
  const tries: number[] = []
  for (let n = 0; n < 11; n += 1) {
    tries.push((await postOrder('/api/orders/track', { receipt: wrong }, limited, headers)).status)
  }
  expect([tries[0], tries[10]]).toEqual([404, 429])
  expect((await postOrder('/api/orders/track', { receipt }, limited, headers)).status).toBe(200)
})
