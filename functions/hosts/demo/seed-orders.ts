import orders from '../../../content/demo/orders.json' with { type: 'json' }
import { OrderInput } from '../../domain/order-input.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { parse } from '../../domain/parse.ts'
import { DAY, HOUR, shanghaiDay } from '../../domain/shanghai-day.ts'
import type { Staff } from '../../domain/staff.ts'
import type { Env } from '../../http/app-types.ts'
import { moveOrder } from '../../orders/move-order.ts'
import { moveOwnOrder } from '../../orders/move-own-order.ts'
import { moveTeamOrder } from '../../orders/move-team-order.ts'
import { placeOrder } from '../../orders/place-order.ts'

type DemoOrder = (typeof orders)[number] & { rating?: string; said?: string }
type Row = { id: string; centre: string; version: number; wanted_at: number }
type Team = { id: string; name: string; centre: string }

const ITEM = "SELECT number FROM menu_items WHERE title = ? AND state = 'open'"
const ORDER = 'SELECT id, centre, version, wanted_at FROM orders WHERE number = ?'
const TEAM = 'SELECT id, name, centre FROM teams WHERE centre = ? ORDER BY name LIMIT 1'

const must = <T>(outcome: Outcome<T>, about: string): T => {
  if (!outcome.ok) throw new Error(`demo order ${about}: ${outcome.issues.map(({ code }) => code).join(' ')}`)
  return outcome.value
}

/** Places the demo's orders and leads each to where it stands today, by the verbs of resident, team and desk. */
export const seedOrders = async (env: Env, moderator: Staff, now: number): Promise<void> => {
  for (const one of orders as DemoOrder[]) await layOut(env, one, moderator, now)
}

const layOut = async (env: Env, one: DemoOrder, moderator: Staff, now: number) => {
  const { key, days_ago, wanted_in, time, course, rating, said, item, ...typed } = one
  const placedAt = now - days_ago * DAY
  const found = (await env.DB.prepare(ITEM).bind(item).first<{ number: string }>())!
  const input = must(
    parse(OrderInput, {
      ...{ ...typed, key: `demo-district-order-${key}`, item: found.number, consent: true },
      ...{ wantedDay: shanghaiDay(placedAt + wanted_in * DAY), wantedTime: time },
    }),
    key,
  )
  const { ordered, again } = must(await placeOrder(env, input, 'demo', placedAt), key)
  if (again || course === 'ordered') return

  const read = async () => (await env.DB.prepare(ORDER).bind(ordered.number).first<Row>())!
  const { id, centre, version, wanted_at } = await read()
  const team = (await env.DB.prepare(TEAM).bind(centre).first<Team>())!
  const offer = { move: 'offer' as const, version, team: team.id, said: '', note: '' }
  must(await moveOrder(env, id, offer, moderator, { requestId: 'demo', now: placedAt + 3 * HOUR }), key)
  if (course === 'offered') return
  const asTeam = async (move: 'claim' | 'serve', at: number | null, when: number) => {
    const row = await read()
    const act = { code: '', order: id, move, version: row.version, at, note: '' }
    must(await moveTeamOrder(env, team, act, when), `${key} ${move}`)
  }
  await asTeam('claim', wanted_at, placedAt + 8 * HOUR)
  if (course === 'agreed') return
  await asTeam('serve', null, wanted_at + 2 * HOUR)
  const review = { receipt: ordered.receipt, move: 'review' as const, said: said ?? '', rating: rating as 'good' }
  must(await moveOwnOrder(env, review, 'demo', wanted_at + 9 * HOUR), key)
}
