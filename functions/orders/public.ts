import { Hono } from 'hono'
import { isItemNumber } from '../domain/order.ts'
import {
  OrderInput,
  OwnOrderMoveInput,
  TeamCodeInput,
  TeamOrderMoveInput,
  TrackOrderInput,
} from '../domain/order-input.ts'
import type { App } from '../http/app-types.ts'
import { clientAddress } from '../http/client-address.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { openTeam } from '../teams/open-team.ts'
import { listTeamOrders } from './list-team-orders.ts'
import { findOpenItem, listOnMenu } from './menu-rows.ts'
import { menuItemView } from './menu-view.ts'
import { moveOwnOrder } from './move-own-order.ts'
import { moveTeamOrder } from './move-team-order.ts'
import { placeOrder } from './place-order.ts'
import { trackOrder } from './track-order.ts'

/** What anyone may call about orders: the menu, one's own order by its code, and a team's orders by the leader's. */
export const publicOrders = new Hono<App>()
  .get('/menu', async (c) => {
    const { centre, kind } = c.req.query()
    const rows = await listOnMenu(c.env.DB, centre?.slice(0, 64) || null, kind?.slice(0, 64) || null)
    return c.json({ items: rows.map(menuItemView) })
  })
  .get('/menu/:number', async (c) => {
    const number = c.req.param('number')
    const row = isItemNumber(number) ? await findOpenItem(c.env.DB, number) : null
    return row ? c.json(menuItemView(row)) : problem(c, [{ code: 'menu_item.not_found' }])
  })
  .post('/', async (c) => {
    const input = await readJson(c, OrderInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await placeOrder(c.env, input.value, clientAddress(c), Date.now())
    if (!outcome.ok) return problem(c, outcome.issues)
    return c.json(outcome.value.ordered, outcome.value.again ? 200 : 201)
  })
  .post('/track', async (c) => {
    const input = await readJson(c, TrackOrderInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await trackOrder(c.env, input.value.receipt, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/track/moves', async (c) => {
    const move = await readJson(c, OwnOrderMoveInput)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveOwnOrder(c.env, move.value, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/team', async (c) => {
    const input = await readJson(c, TeamCodeInput)
    if (!input.ok) return problem(c, input.issues)
    const now = Date.now()
    const team = await openTeam(c.env, input.value.code, clientAddress(c), now)
    if (!team.ok) return problem(c, team.issues)
    return c.json(await listTeamOrders(c.env, team.value, { requestId: c.var.requestId, now }))
  })
  .post('/team/moves', async (c) => {
    const move = await readJson(c, TeamOrderMoveInput)
    if (!move.ok) return problem(c, move.issues)
    const now = Date.now()
    const team = await openTeam(c.env, move.value.code, clientAddress(c), now)
    if (!team.ok) return problem(c, team.issues)
    const outcome = await moveTeamOrder(c.env, team.value, move.value, now)
    if (!outcome.ok) return problem(c, outcome.issues)
    return c.json(await listTeamOrders(c.env, team.value, { requestId: c.var.requestId, now }))
  })
