import { Hono } from 'hono'
import { DeskOrderMoveInput, MenuItemInput, MenuMoveInput } from '../domain/order-input.ts'
import { ReasonInput } from '../domain/team-input.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { requires } from '../staff/guards.ts'
import { listOrders, ORDER_TABS } from './list-orders.ts'
import { makeItem } from './make-item.ts'
import { listItems } from './menu-rows.ts'
import { deskItemView } from './menu-view.ts'
import { moveItem } from './move-item.ts'
import { moveOrder } from './move-order.ts'
import { readOrder } from './read-order.ts'
import { unsealOrder } from './unseal-order.ts'

/** Orders and the menu as staff work on them; `requireStaff` stands before the mount. */
export const deskOrders = new Hono<App>()
  .get('/menu', requires('order:read'), async (c) =>
    c.json({ items: (await listItems(c.env.DB, centresJson(c.var.staff))).map(deskItemView) }),
  )
  .post('/menu', requires('menu:manage'), async (c) => {
    const input = await readJson(c, MenuItemInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await makeItem(c.env, input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .post('/menu/:id', requires('menu:manage'), async (c) => {
    const move = await readJson(c, MenuMoveInput)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveItem(c.env, c.req.param('id'), move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/', requires('order:read'), async (c) => {
    const { state, centre, after } = c.req.query()
    const tab = ORDER_TABS.find((known) => known === state) ?? 'open'
    return c.json(await listOrders(c.env, c.var.staff, { tab, centre, after }, Date.now()))
  })
  .get('/:id', requires('order:read'), async (c) => {
    const outcome = await readOrder(c.env, c.req.param('id'), c.var.staff, Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/moves', requires('order:move'), async (c) => {
    const move = await readJson(c, DeskOrderMoveInput)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveOrder(c.env, c.req.param('id'), move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/contact', requires('contact:unseal'), async (c) => {
    const input = await readJson(c, ReasonInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await unsealOrder(c.env, c.req.param('id'), input.value.reason, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
