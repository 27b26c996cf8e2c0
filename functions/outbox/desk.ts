import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { NEWEST, readCursor, writeCursor } from '../http/cursor.ts'
import { problem } from '../http/problem.ts'
import { requires } from '../staff/guards.ts'
import { listMessages, type MessageRow } from './rows.ts'
import { sendTest } from './send-test.ts'
import { channelOf } from './webhook.ts'

const PAGE = 50

const messageView = (row: MessageRow, hasChannel: boolean) => ({
  id: row.id,
  topic: row.topic,
  audience: row.audience,
  number: row.number,
  // Nothing will ever send it: said at once, not when the clock comes round.
  state: row.state === 'waiting' && !hasChannel ? 'not_sent' : row.state,
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  lastError: row.last_error,
  createdAt: row.created_at,
  sentAt: row.sent_at,
})

/** What the portal told others, and what became of it. */
export const deskOutbox = new Hono<App>()
  .get('/', requires('outbox:read'), async (c) => {
    const rows = await listMessages(c.env.DB, readCursor(c.req.query('after')) ?? NEWEST, PAGE + 1)
    const page = rows.slice(0, PAGE)
    const last = page.at(-1)
    const hasChannel = channelOf(c.env) !== null
    return c.json({
      messages: page.map((row) => messageView(row, hasChannel)),
      next: rows.length > PAGE && last ? writeCursor({ at: last.created_at, id: last.id }) : null,
      channel: hasChannel ? 'webhook' : 'none',
    })
  })
  .post('/test', requires('outbox:test'), async (c) => {
    const outcome = await sendTest(c.env, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(messageView(outcome.value, true)) : problem(c, outcome.issues)
  })
