import { anItem, anItemForm, anOrder, anOrderBody } from '../../fixtures/orders.ts'
import { desk, everyone, get, json, readers, type Row } from './rows.ts'

const handlers = (status: number, centre = 200) => ({
  'own handler': status,
  'other handler': status,
  'centre handler': centre,
})

/** The routes of orders and the menu. Of the handlers one runs the centre: what belongs to it does not exist for the two others. */
export const orderRows: Record<string, Row> = {
  'GET /api/orders/menu': { expected: everyone(200), ask: () => get('/api/orders/menu') },
  'GET /api/orders/menu/:number': {
    expected: everyone(200),
    ask: async () => get('/api/orders/menu/' + (await anItem()).number),
  },
  'POST /api/orders': {
    expected: everyone(201),
    ask: async () => json('/api/orders', anOrderBody((await anItem()).number)),
  },
  'POST /api/orders/track': {
    expected: everyone(200),
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
  'GET /api/desk/orders': { expected: desk({ ...readers, ...handlers(200) }), ask: () => get('/api/desk/orders') },
  'GET /api/desk/orders/:id': {
    expected: desk({ ...readers, ...handlers(404) }),
    ask: async () => get('/api/desk/orders/' + (await anOrder()).id),
  },
  'POST /api/desk/orders/:id/moves': {
    expected: desk({ moderator: 200, ...handlers(404) }),
    ask: async () =>
      json(`/api/desk/orders/${(await anOrder()).id}/moves`, { move: 'decline', said: '这周排满了', version: 1 }),
  },
  'POST /api/desk/orders/:id/contact': {
    expected: desk({ moderator: 200 }),
    absent: desk({ moderator: 422 }),
    ask: async () => json(`/api/desk/orders/${(await anOrder()).id}/contact`, { reason: '和居民核对楼层' }),
  },
  'GET /api/desk/orders/menu': {
    expected: desk({ ...readers, ...handlers(200) }),
    ask: () => get('/api/desk/orders/menu'),
  },
  'POST /api/desk/orders/menu': {
    expected: desk({ moderator: 201, ...handlers(422, 201) }),
    ask: () => json('/api/desk/orders/menu', anItemForm()),
  },
  'POST /api/desk/orders/menu/:id': {
    expected: desk({ moderator: 200, ...handlers(404) }),
    ask: async () => json('/api/desk/orders/menu/' + (await anItem({}, false)).id, { move: 'publish', version: 1 }),
  },
}
