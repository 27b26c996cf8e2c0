import { anItem, anItemForm, anOrder, anOrderBody } from '../../fixtures/orders.ts'
import { env } from '#test-host'
import { desk, everyone, get, json, NEVER_HIDDEN, PUBLIC, readers, type Row, type State } from './rows.ts'

const handlers = (status: number, centre = 200) => ({
  'own handler': status,
  'other handler': status,
  'centre handler': centre,
})

const nowhere = handlers(404, 404)
const CENTRE = (of: State) => (of === 'others' ? { centre: 'dukou-station' } : {})
/** An order; of another centre; one whose name, number and address are gone. */
const placed = async (of: State) => {
  const { id } = await anOrder(CENTRE(of))
  if (of === 'deleted') {
    await env.DB.prepare("UPDATE orders SET state = 'cancelled', contact_sealed = NULL WHERE id = ?").bind(id).run()
  }
  return id
}
/** A service on the menu; of another centre; not published; taken off. */
const offered = async (of: State) => {
  const item = await anItem(CENTRE(of), of !== 'hidden')
  if (of === 'deleted') await env.DB.prepare("UPDATE menu_items SET state = 'ended' WHERE id = ?").bind(item.id).run()
  return item
}

/** The routes of orders and the menu. Of the handlers one runs the centre: what belongs to it does not exist for the two others. */
export const orderRows: Record<string, Row> = {
  'GET /api/orders/menu': {
    expected: everyone(200),
    fields: 'items[centre kind lastsMinutes number text title]',
    ask: async () => {
      await offered('own')
      return get('/api/orders/menu')
    },
  },
  'GET /api/orders/menu/:number': {
    expected: everyone(200),
    fields: 'centre kind lastsMinutes number text title',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: everyone(404),
    ask: async (_, of) => get('/api/orders/menu/' + (await offered(of)).number),
  },
  'POST /api/orders': {
    expected: everyone(201),
    fields: 'answerBy number receipt',
    ask: async () => json('/api/orders', anOrderBody((await anItem()).number)),
  },
  'POST /api/orders/track': {
    expected: everyone(200),
    fields:
      'agreedAt allowedMoves centre community dueAt hasContact item{kind lastsMinutes number title} number orderedAt overdueWorkingDays people rating review state team text timeline[at kind proposedAt said team] version wantedAt',
    ask: async () => json('/api/orders/track', { receipt: (await anOrder()).receipt }),
  },
  // The order's number, id or a session is no code.
  'POST /api/orders/track/moves': {
    expected: everyone(404),
    ask: async () => json('/api/orders/track/moves', { receipt: (await anOrder()).number, move: 'cancel' }),
  },
  'POST /api/orders/team': {
    expected: everyone(404),
    ask: async () => json('/api/orders/team', { code: (await anOrder()).receipt }),
  },
  'POST /api/orders/team/moves': {
    expected: everyone(404),
    ask: async () => {
      const { receipt, id } = await anOrder()
      return json('/api/orders/team/moves', { code: receipt, order: id, move: 'serve', version: 1 })
    },
  },
  'GET /api/desk/orders': {
    expected: desk({ ...readers, ...handlers(200) }),
    fields: {
      'own handler': 'counts{*} next orders overdue',
      'other handler': 'counts{*} next orders overdue',
      rest: 'counts{*} next orders[agreedAt centre changedAt community dueAt id number overdue people rating state team title wantedAt] overdue',
    },
    ask: async () => {
      await placed('own')
      return get('/api/desk/orders')
    },
  },
  'GET /api/desk/orders/:id': {
    expected: desk({ ...readers, ...handlers(404) }),
    fields:
      'allowedMoves events[actor at kind note proposedAt said staff team] order{agreedAt centre community dueAt hasContact id item number orderedAt overdue people rating review state street team text version wantedAt} teams',
    others: desk({ ...readers, ...nowhere }),
    hidden: NEVER_HIDDEN,
    deleted: desk({ ...readers, ...handlers(404) }),
    ask: async (_, of) => get('/api/desk/orders/' + (await placed(of))),
  },
  'POST /api/desk/orders/:id/moves': {
    expected: desk({ moderator: 200, ...handlers(404) }),
    fields:
      'allowedMoves events[actor at kind note proposedAt said staff team] order{agreedAt centre community dueAt hasContact id item number orderedAt overdue people rating review state street team text version wantedAt} teams',
    others: desk({ moderator: 200, ...nowhere }),
    hidden: NEVER_HIDDEN,
    deleted: desk({ moderator: 409, ...handlers(404, 409) }),
    ask: async (_, of) =>
      json(`/api/desk/orders/${await placed(of)}/moves`, { move: 'decline', said: '这周排满了', version: 1 }),
  },
  'POST /api/desk/orders/:id/contact': {
    expected: desk({ moderator: 200 }),
    absent: desk({ moderator: 422 }),
    fields: 'address name phone',
    others: desk({ moderator: 200 }),
    hidden: NEVER_HIDDEN,
    deleted: desk({ moderator: 422 }),
    ask: async (_, of) => json(`/api/desk/orders/${await placed(of)}/contact`, { reason: '和居民核对楼层' }),
  },
  'GET /api/desk/orders/menu': {
    expected: desk({ ...readers, ...handlers(200) }),
    fields: {
      'own handler': 'items',
      'other handler': 'items',
      rest: 'items[centre changedAt id kind lastsMinutes number state text title version]',
    },
    ask: async () => {
      await offered('own')
      return get('/api/desk/orders/menu')
    },
  },
  'POST /api/desk/orders/menu': {
    expected: desk({ moderator: 201, ...handlers(422, 201) }),
    fields: 'id number',
    ask: () => json('/api/desk/orders/menu', anItemForm()),
  },
  'POST /api/desk/orders/menu/:id': {
    expected: desk({ moderator: 200, ...handlers(404) }),
    fields: 'centre changedAt id kind lastsMinutes number state text title version',
    others: desk({ moderator: 409, ...nowhere }),
    hidden: 'what is not published yet is what is asked',
    deleted: desk({ moderator: 409, ...handlers(404, 409) }),
    ask: async (_, of) => {
      const { id } = await offered(of === 'own' ? 'hidden' : of)
      return json('/api/desk/orders/menu/' + id, { move: 'publish', version: of === 'deleted' ? 2 : 1 })
    },
  },
}
