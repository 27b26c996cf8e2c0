import { Hono } from 'hono'
import { ChannelInput, ChannelMove, SubscriptionInput, SubscriptionMove } from '../domain/channel-input.ts'
import { isUuid } from '../domain/uuid.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { NEWEST, readCursor, writeCursor } from '../http/cursor.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { listLog, WEBHOOK } from './delivery-rows.ts'
import { channelsInUse, deliveryView, messageView, readChannels, readSubscriptions } from './read-outbox.ts'
import { listMessages } from './rows.ts'
import { sendTest } from './send-test.ts'
import { addChannel, moveChannel } from './set-up-channel.ts'
import { addSubscription, moveSubscription } from './set-up-subscription.ts'

const PAGE = 50
const pageOf = <T extends { created_at: number; id: string }>(rows: T[]) => {
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return { page, next: rows.length > PAGE && last ? writeCursor({ at: last.created_at, id: last.id }) : null }
}

/** What the portal told others and what became of it; the ways it goes, and who chose them. */
export const deskOutbox = new Hono<App>()
  .get('/', requires('outbox:read'), async (c) => {
    const { page, next } = pageOf(await listMessages(c.env.DB, readCursor(c.req.query('after')) ?? NEWEST, PAGE + 1))
    const channel = await channelsInUse(c.env)
    return c.json({ messages: page.map((row) => messageView(row, channel !== 'none')), next, channel })
  })
  .post('/test', requires('outbox:test'), async (c) => {
    const outcome = await sendTest(c.env, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(messageView(outcome.value, true)) : problem(c, outcome.issues)
  })
  .get('/channels', requires('outbox:read'), async (c) => c.json(await readChannels(c.env)))
  .post('/channels', requires('outbox:manage'), async (c) => {
    const input = await readJson(c, ChannelInput)
    if (!input.ok) return problem(c, input.issues)
    const asked = { requestId: c.var.requestId, now: Date.now() }
    const outcome = await addChannel(c.env, input.value, c.var.staff, asked)
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .post('/channels/:id/moves', requires('outbox:manage'), async (c) => {
    const move = await readJson(c, ChannelMove)
    if (!move.ok) return problem(c, move.issues)
    const asked = { requestId: c.var.requestId, now: Date.now() }
    const outcome = await moveChannel(c.env, c.req.param('id'), move.value, c.var.staff, asked)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/channels/:id/deliveries', requires('outbox:read'), async (c) => {
    const id = c.req.param('id')
    if (id !== WEBHOOK && !isUuid(id)) return problem(c, [{ code: 'channel.not_found' }])
    const before = readCursor(c.req.query('after')) ?? NEWEST
    const { page, next } = pageOf(await listLog(c.env.DB, id, before, PAGE + 1))
    return c.json({ deliveries: page.map(deliveryView), next })
  })
  .get('/subscriptions', requires('outbox:subscribe'), async (c) => c.json(await readSubscriptions(c.env, c.var.staff)))
  .post('/subscriptions', requires('outbox:subscribe'), async (c) => {
    const input = await readJson(c, SubscriptionInput)
    if (!input.ok) return problem(c, input.issues)
    const asked = { requestId: c.var.requestId, now: Date.now() }
    const outcome = await addSubscription(c.env, input.value, c.var.staff, asked)
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .post('/subscriptions/:id/moves', requires('outbox:subscribe'), async (c) => {
    const move = await readJson(c, SubscriptionMove)
    if (!move.ok) return problem(c, move.issues)
    const asked = { requestId: c.var.requestId, now: Date.now() }
    const outcome = await moveSubscription(c.env, c.req.param('id'), move.value, c.var.staff, asked)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
