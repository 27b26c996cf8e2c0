import { aPhoto, sendRedaction } from '../../fixtures/cases.ts'
import { versionOf } from '../../fixtures/desk.ts'
import { aTipOff } from '../a-tip-off.ts'
import { desk, everyone, get, json, readers, staff, type Row } from './rows.ts'

/** The routes of tip-offs, staff, view, figures and outbox. */
export const portalRows: Record<string, Row> = {
  'GET /api/health': { expected: everyone(200), ask: () => get('/api/health') },
  'POST /api/view': {
    expected: everyone(303),
    ask: () => ({
      path: '/api/view',
      init: { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'elder=1&to=/' },
    }),
  },
  'POST /api/challenges': { expected: everyone(200), ask: () => json('/api/challenges', {}) },
  'POST /api/tip-offs': { expected: everyone(201), ask: () => json('/api/tip-offs', aTipOff()) },
  'POST /api/tip-offs/photos': {
    expected: everyone(201),
    ask: () => ({
      path: '/api/tip-offs/photos',
      init: { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: aPhoto() },
    }),
  },
  'GET /api/tip-offs/photos/:token': { expected: everyone(404), ask: () => get('/api/tip-offs/photos/forged.token') },
  'GET /api/tip-offs/nearby': {
    expected: everyone(200),
    ask: () => get('/api/tip-offs/nearby?category=waste-overflow&community=liuan'),
  },
  'POST /api/tip-offs/track': {
    expected: everyone(200),
    ask: ({ receipt }) => json('/api/tip-offs/track', { receipt }),
  },
  // The case's number, id or a session is no receipt.
  'POST /api/tip-offs/track/moves': {
    expected: everyone(404),
    ask: ({ number }) => json('/api/tip-offs/track/moves', { receipt: number, move: 'withdraw' }),
  },
  'GET /api/tip-offs/board': { expected: everyone(200), ask: () => get('/api/tip-offs/board') },
  // Not published: not there, whoever asks.
  'GET /api/tip-offs/board/:number': {
    expected: everyone(404),
    ask: ({ number }) => get('/api/tip-offs/board/' + number),
  },
  'POST /api/tip-offs/board/:number/me-too': {
    expected: everyone(200),
    ask: ({ number }) => json('/api/tip-offs/board/' + number + '/me-too', {}),
  },
  'GET /api/photos/:key{.+}': {
    expected: everyone(404),
    ask: async ({ photo }) => {
      const { publicKey } = (await (await sendRedaction(staff.moderator!, photo)).json()) as { publicKey: string }
      return get('/api/photos/' + publicKey)
    },
  },
  'GET /api/figures/volunteers': { expected: everyone(200), ask: () => get('/api/figures/volunteers') },
  'GET /api/figures': { expected: everyone(200), ask: () => get('/api/figures') },
  'POST /api/staff/sign-in': {
    expected: everyone(401),
    ask: () => json('/api/staff/sign-in', { name: 'nobody', password: 'wrong', code: '123456' }),
  },
  'POST /api/staff/sign-out': {
    expected: everyone(200),
    // Without the cookie: with it, the next rows of the matrix would be asked by strangers.
    ask: () => ({ path: '/api/staff/sign-out', init: { method: 'POST', headers: { cookie: '' } } }),
  },
  'GET /api/staff/demo': { expected: everyone(404), ask: () => get('/api/staff/demo') },
  'GET /api/desk/me': {
    expected: { ...everyone(200), stranger: 404, disabled: 404 },
    ask: () => get('/api/desk/me'),
  },
  'GET /api/desk/audit': {
    expected: desk({ supervisor: 200, auditor: 200, administrator: 200 }),
    ask: () => get('/api/desk/audit'),
  },
  'GET /api/desk/tip-offs': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 200 }),
    ask: () => get('/api/desk/tip-offs'),
  },
  'GET /api/desk/tip-offs/:id': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 404 }),
    ask: ({ id }) => get('/api/desk/tip-offs/' + id),
  },
  'POST /api/desk/tip-offs/:id/moves': {
    expected: desk({ moderator: 200, 'own handler': 200, 'other handler': 404 }),
    ask: async ({ id }) =>
      json('/api/desk/tip-offs/' + id + '/moves', {
        move: 'hand_back',
        note: '不在这个路段',
        version: await versionOf(id),
      }),
  },
  'POST /api/desk/tip-offs/:id/after-photos': {
    expected: desk({ moderator: 201, 'own handler': 201, 'other handler': 404 }),
    ask: ({ id }) => ({
      path: '/api/desk/tip-offs/' + id + '/after-photos',
      init: { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: aPhoto() },
    }),
  },
  'POST /api/desk/tip-offs/:id/contact': {
    expected: desk({ moderator: 200 }),
    absent: desk({ moderator: 422 }),
    ask: ({ id }) => json('/api/desk/tip-offs/' + id + '/contact', { reason: '需要电话核实' }),
  },
  'GET /api/desk/photos/:id': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 404 }),
    ask: ({ photo }) => get('/api/desk/photos/' + photo),
  },
  'GET /api/desk/photos/:id/redaction': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 404 }),
    ask: async ({ photo }) => {
      await sendRedaction(staff.moderator!, photo)
      return get('/api/desk/photos/' + photo + '/redaction')
    },
  },
  'PUT /api/desk/photos/:id/redaction': {
    expected: desk({ moderator: 200 }),
    ask: ({ photo }) => {
      const body = new FormData()
      body.set('full', new File([aPhoto()], 'full.jpg'))
      body.set('thumb', new File([aPhoto()], 'thumb.jpg'))
      return { path: '/api/desk/photos/' + photo + '/redaction', init: { method: 'PUT', body } }
    },
  },
  'GET /api/desk/outbox': { expected: desk(readers), ask: () => get('/api/desk/outbox') },
  // 422: allowed, and no channel is configured.
  'POST /api/desk/outbox/test': {
    expected: desk({ moderator: 422, administrator: 422 }),
    ask: () => ({ path: '/api/desk/outbox/test', init: { method: 'POST' } }),
  },
}
