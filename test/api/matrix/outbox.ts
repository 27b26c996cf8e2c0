import { env } from '#test-host'
import { aRobotChannel, ROBOT, subscribes } from '../../fixtures/channels.ts'
import { desk, get, json, NEVER_DELETED, NOBODYS, readers, staff, type Row } from './rows.ts'

const channel = () => aRobotChannel(staff.administrator!)
const subscribers = (status: number) => ({
  moderator: status,
  'own handler': status,
  'other handler': status,
  supervisor: status,
  administrator: status,
})

/** The routes of the outbox's channels and of who chose them. */
export const outboxRows: Record<string, Row> = {
  'GET /api/desk/outbox/channels': {
    expected: desk(readers),
    fields:
      'channels[changedAt disabled from hasPassword host id kind name port tls user version] here{cloudflare smtp} webhook',
    ask: async () => {
      await channel()
      return get('/api/desk/outbox/channels')
    },
  },
  'POST /api/desk/outbox/channels': {
    expected: desk({ administrator: 201 }),
    fields: 'id',
    ask: () => json('/api/desk/outbox/channels', { kind: 'wecom', name: '创建办企业微信' }),
  },
  'POST /api/desk/outbox/channels/:id/moves': {
    expected: desk({ administrator: 200 }),
    fields: 'id',
    others: NOBODYS,
    hidden: NOBODYS,
    deleted: NEVER_DELETED,
    ask: async () => json(`/api/desk/outbox/channels/${(await channel()).id}/moves`, { move: 'disable', version: 1 }),
  },
  'GET /api/desk/outbox/channels/:id/deliveries': {
    expected: desk(readers),
    // A log is empty for whatever channel there is not.
    absent: desk(readers),
    fields: 'deliveries next',
    others: NOBODYS,
    hidden: NOBODYS,
    deleted: NEVER_DELETED,
    ask: async () => get(`/api/desk/outbox/channels/${(await channel()).id}/deliveries`),
  },
  'GET /api/desk/outbox/subscriptions': {
    expected: desk(subscribers(200)),
    fields: 'channels[id kind name robotHost] for mayManage subscriptions',
    ask: () => get('/api/desk/outbox/subscriptions'),
  },
  // 422: allowed, and the unit of a handler is not theirs to choose for.
  'POST /api/desk/outbox/subscriptions': {
    expected: desk({ ...subscribers(422), 'own handler': 201, 'other handler': 201 }),
    fields: 'id',
    ask: async () => {
      await env.DB.prepare('DELETE FROM outbox_subscriptions').run()
      return json('/api/desk/outbox/subscriptions', { for: 'unit', channel: (await channel()).id, address: ROBOT })
    },
  },
  // Another's does not exist, not even for the administrator.
  'POST /api/desk/outbox/subscriptions/:id/moves': {
    expected: desk({ ...subscribers(404), 'own handler': 200 }),
    fields: 'id',
    others: 'asked above: whoever’s it is not finds nothing',
    hidden: NOBODYS,
    deleted: 'an ended one is gone for everybody (outbox-channels.test.ts)',
    ask: async () => {
      await env.DB.prepare('DELETE FROM outbox_subscriptions').run()
      const body = { for: 'unit', channel: (await channel()).id, address: ROBOT }
      const { id } = await subscribes(staff['own handler']!, body)
      return json(`/api/desk/outbox/subscriptions/${id}/moves`, { move: 'end' })
    },
  },
}
