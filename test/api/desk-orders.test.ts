import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import { bodyOf } from '../../functions/outbox/webhook.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import {
  anAgreedOrder,
  anItem,
  anItemForm,
  anOrder,
  asDesk,
  asTeam,
  orderNow,
  wantedAt,
  worked,
} from '../fixtures/orders.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aTeam } from '../fixtures/teams.ts'

let moderator: SignedIn
let heyuan: SignedIn
let yunqiao: SignedIn
let supervisor: SignedIn
let team: Awaited<ReturnType<typeof aTeam>>
beforeAll(async () => {
  moderator = await signedIn('moderator')
  heyuan = await signedIn('handler', 'heyuan-street')
  yunqiao = await signedIn('handler', 'yunqiao-street')
  supervisor = await signedIn('supervisor')
  team = await aTeam()
})

type Queue = {
  orders: { id: string; overdue: boolean; state: string; centre: string }[]
  next: string | null
  counts: Record<string, number>
  overdue: number
}
const queue = async (who: SignedIn, query = '') => (await (await asks(who, '/api/desk/orders' + query)).json()) as Queue
const idsIn = ({ orders }: Queue) => orders.map(({ id }) => id)
const everyPage = async (who: SignedIn, query: string) => {
  const ids: string[] = []
  for (let next: string | null = ''; next !== null;) {
    const page: Queue = await queue(who, `?${query}&after=${next}`)
    ids.push(...idsIn(page))
    next = page.next
  }
  return ids
}

test('overdue orders stand first and are counted, and every page together holds each order once', async () => {
  const orders = []
  for (let n = 0; n < 22; n += 1) orders.push(await anOrder({ itemNumber: (await sharedItem()).number }))
  const late = orders[15]!
  await env.DB.prepare('UPDATE orders SET due_at = ? WHERE id = ?')
    .bind(Date.now() - 3 * DAY, late.id)
    .run()
  const first = await queue(moderator)
  expect(first.orders[0]).toMatchObject({ id: late.id, overdue: true, state: 'ordered' })
  expect(first.overdue).toBe(1)
  expect(first.counts.ordered).toBeGreaterThanOrEqual(22)
  const all = await everyPage(moderator, 'state=open')
  expect(new Set(all).size).toBe(all.length)
  for (const { id } of orders) expect(all).toContain(id)
})
let shared: Promise<{ id: string; number: string }> | null = null
const sharedItem = () => (shared ??= anItem())

test('a handler sees and moves the orders of their own centres only', async () => {
  const ours = await anOrder({ centre: 'heyuan-branch' })
  const theirs = await anOrder({ centre: 'dukou-station' })
  expect(await everyPage(heyuan, 'state=ordered')).toContain(ours.id)
  expect(await everyPage(heyuan, 'state=ordered')).not.toContain(theirs.id)
  expect(await everyPage(yunqiao, 'centre=heyuan-branch')).toEqual([])
  expect(await everyPage(moderator, 'centre=dukou-station')).toContain(theirs.id)
  expect((await asks(heyuan, '/api/desk/orders/' + theirs.id)).status).toBe(404)
  expect((await asDesk(heyuan, theirs.id, 'decline', { said: '不在范围内' })).status).toBe(404)
  const read = (await (await asks(heyuan, '/api/desk/orders/' + ours.id)).json()) as {
    order: { text: string }
    allowedMoves: string[]
  }
  expect(read.allowedMoves).toEqual(['offer', 'decline'])
  expect(read.order.text).toContain('199****7777')
  await worked(asDesk(heyuan, ours.id, 'offer', { team: team.id }))
  // A team of another unit's centre is none of theirs.
  const other = await aTeam({ centre: 'dukou-station' })
  expect(await codesOf(await asDesk(heyuan, ours.id, 'offer', { team: other.id }))).toEqual(['order_team.unknown'])
  const seen = (await (await asks(supervisor, '/api/desk/orders/' + ours.id)).json()) as { allowedMoves: string[] }
  expect(seen.allowedMoves).toEqual([])
})

test('two moderators at once: one dispatches, the other reads who was faster', async () => {
  const second = await signedIn('moderator')
  const other = await aTeam()
  const { id } = await anOrder()
  const answers = await Promise.all([
    asDesk(moderator, id, 'offer', { team: team.id, version: 1 }),
    asDesk(second, id, 'offer', { team: other.id, version: 1 }),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  const loser = (await answers.find(({ status }) => status === 409)!.json()) as {
    issues: { code: string; detail: { by: string } }[]
  }
  expect(loser.issues[0]!.code).toBe('order.changed_meanwhile')
  expect(loser.issues[0]!.detail.by).toMatch(/^员工/)
  expect((await orderNow(id)).version).toBe(2)
  const acts = await rowsOf<{ result: string }>(
    "SELECT result FROM audit_events WHERE action = 'order:offer' AND object_id = ? ORDER BY result",
    id,
  )
  expect(acts.map(({ result }) => result)).toEqual(['ok', 'refused:order.changed_meanwhile'])
})

test('the desk is refused what the order lacks, and a team that has ended gets no order', async () => {
  const { id } = await anOrder()
  expect(await codesOf(await asDesk(moderator, id, 'offer'))).toEqual(['order_team.missing'])
  expect(await codesOf(await asDesk(moderator, id, 'offer', { team: 'nobody' }))).toEqual(['order_team.unknown'])
  expect(await codesOf(await asDesk(moderator, id, 'decline'))).toEqual(['order_said.missing'])
  expect(await codesOf(await asDesk(moderator, id, 'take_back', { note: '试试' }))).toEqual(['order.cannot_now'])
  const ended = await aTeam()
  await asks(moderator, `/api/desk/teams/${ended.id}/moves`, { json: { move: 'end', version: 1 } })
  expect(await codesOf(await asDesk(moderator, id, 'offer', { team: ended.id }))).toEqual(['order_team.unknown'])
  for (const move of ['claim', 'serve', 'review', 'close', 'nothing', 7]) {
    expect((await asDesk(moderator, id, move as string)).status).toBe(400)
  }
  expect((await orderNow(id)).version).toBe(1)
})

test('an order taken back from a silent team is open again; a declined one tells the resident why', async () => {
  const order = await anAgreedOrder(team)
  await worked(asDesk(moderator, order.id, 'take_back', { note: '队伍联系不上' }))
  expect(await orderNow(order.id)).toMatchObject({ state: 'ordered', team_id: null, agreed_at: null })
  await worked(asDesk(moderator, order.id, 'decline', { said: '这个月的理发已经排满，下月再来。' }))
  expect(await codesOf(await asTeam(team.code, order.id, 'claim', { at: wantedAt }))).not.toEqual([])
  const [event] = await rowsOf("SELECT said FROM order_events WHERE order_id = ? AND kind = 'decline'", order.id)
  expect(event).toEqual({ said: '这个月的理发已经排满，下月再来。' })
  expect(await everyPage(moderator, 'state=ended')).toContain(order.id)
})

test('a contact is opened by a moderator who says why, and the look is recorded before', async () => {
  const { id } = await anOrder()
  const look = (who: SignedIn, reason: string) => asks(who, `/api/desk/orders/${id}/contact`, { json: { reason } })
  expect(await codesOf(await look(moderator, ''))).toEqual(['reason.missing'])
  expect((await look(heyuan, '想打电话')).status).toBe(403)
  expect(await (await look(moderator, '和居民核对楼层')).json()).toEqual({
    name: '顾晚晴',
    phone: '19900007001',
    address: '柳岸小区 3 幢 2 单元 502 室',
  })
  expect(
    await rowsOf("SELECT detail, result FROM audit_events WHERE action = 'order:unseal' AND object_id = ?", id),
  ).toEqual([{ detail: '和居民核对楼层', result: 'ok' }])
  expect((await look(moderator, '再看一次地址')).status).toBe(200)
  const gone = crypto.randomUUID()
  const response = await asks(moderator, `/api/desk/orders/${gone}/contact`, { json: { reason: '和居民核对楼层' } })
  expect(await codesOf(response)).toEqual(['order.no_contact'])
})

test('a menu item is drafted, published, edited and ended, each under its version', async () => {
  const { id } = await anItem({}, false)
  const path = `/api/desk/orders/menu/${id}`
  const move = (json: Record<string, unknown>, who = moderator) => asks(who, path, { json })
  expect((await move({ move: 'publish', version: 1 })).status).toBe(200)
  expect(await codesOf(await move({ move: 'publish', version: 1 }))).toEqual(['menu_item.changed_meanwhile'])
  expect(await codesOf(await move({ move: 'publish', version: 2 }))).toEqual(['menu_item.cannot_now'])
  const edit = { ...anItemForm({ title: '上门理发（周三）' }), move: 'edit', version: 2 }
  expect(await (await move(edit)).json()).toMatchObject({ title: '上门理发（周三）', state: 'open', version: 3 })
  expect((await move({ move: 'end', version: 3 }, yunqiao)).status).toBe(404)
  expect((await move({ move: 'end', version: 3 })).status).toBe(200)
  expect(await codesOf(await move({ ...edit, version: 4 }))).toEqual(['menu_item.cannot_now'])
})

test.each([
  [{ title: '' }, 'item_title.missing'],
  [{ title: '发' }, 'item_title.too_short'],
  [{ text: '理发' }, 'item_text.too_short'],
  [{ text: '' }, 'item_text.missing'],
  [{ lastsMinutes: 5 }, 'item_lasts.wrong'],
  [{ lastsMinutes: undefined }, 'item_lasts.missing'],
  [{ kind: 'nothing' }, 'item_kind.wrong'],
  [{ centre: 'nowhere' }, 'item_centre.wrong'],
  [{ centre: '' }, 'item_centre.missing'],
])('a menu item with %j is refused with %s', async (over, code) => {
  const response = await asks(moderator, '/api/desk/orders/menu', { json: anItemForm(over) })
  expect([response.status, await codesOf(response)]).toEqual([422, [code]])
})

test('a handler writes the menu of their own centres only', async () => {
  const make = (who: SignedIn, centre: string) => asks(who, '/api/desk/orders/menu', { json: anItemForm({ centre }) })
  expect((await make(heyuan, 'liuan-station')).status).toBe(201)
  expect(await codesOf(await make(heyuan, 'dukou-station'))).toEqual(['item_centre.wrong'])
  expect((await make(supervisor, 'liuan-station')).status).toBe(403)
  const { items } = (await (await asks(yunqiao, '/api/desk/orders/menu')).json()) as { items: { centre: string }[] }
  expect(items.every(({ centre }) => centre.startsWith('yunqiao') || centre.startsWith('dukou'))).toBe(true)
})

test('a message about an order calls it an order, and a case stays a case', () => {
  const textOf = (topic: string) =>
    (JSON.parse(bodyOf({ id: 'x', topic, number: 'D26-0001' })) as { text: string }).text
  expect(textOf('order.claimed')).toContain('点单 D26-0001')
  expect(textOf('tip_off.news')).toContain('线索 D26-0001')
})
