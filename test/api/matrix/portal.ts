import { aPhoto, sendRedaction } from '../../fixtures/cases.ts'
import { versionOf } from '../../fixtures/desk.ts'
import { aTipOff } from '../a-tip-off.ts'
import { env } from '#test-host'
import { desk, everyone, get, gone, json, PUBLIC, readers, staff, swapped, UNKNOWN, type Row } from './rows.ts'

const SHOWN = "UPDATE tip_offs SET published_at = 1, published_until = 9e15, public_text = '已清理' WHERE number = ?"
const caseReaders = desk({ ...readers, 'own handler': 200, 'other handler': 404 })
const noHandler = { 'own handler': 404, 'other handler': 404 }
const caseMovers = (status: number) => desk({ moderator: status, 'own handler': status, 'other handler': 404 })

/** The routes of tip-offs, staff, view, figures and outbox. */
export const portalRows: Record<string, Row> = {
  'GET /api/health': { expected: everyone(200), fields: 'ok', ask: () => get('/api/health') },
  'POST /api/view': {
    expected: everyone(303),
    ask: () => ({
      path: '/api/view',
      init: { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'elder=1&to=/' },
    }),
  },
  'POST /api/challenges': {
    expected: everyone(200),
    fields: 'challenge{parameters signature}',
    ask: () => json('/api/challenges', {}),
  },
  'POST /api/tip-offs': {
    expected: everyone(201),
    fields: 'answerBy dueAt number receipt',
    ask: () => json('/api/tip-offs', aTipOff()),
  },
  'POST /api/tip-offs/photos': {
    expected: everyone(201),
    fields: 'height size token width',
    ask: () => ({
      path: '/api/tip-offs/photos',
      init: { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: aPhoto() },
    }),
  },
  'GET /api/tip-offs/photos/:token': {
    expected: everyone(404),
    others: 'the token is the only name',
    hidden: 'the token is the only name',
    deleted: 'the token is the only name',
    ask: () => get('/api/tip-offs/photos/forged.token'),
  },
  'GET /api/tip-offs/nearby': {
    expected: everyone(200),
    fields: 'cases[kind landmark meToo number receivedOn status]',
    ask: () => get('/api/tip-offs/nearby?category=waste-overflow&community=liuan'),
  },
  'POST /api/tip-offs/track': {
    expected: everyone(200),
    fields:
      'backlogUntil canAnswer canRate canWithdraw category community contact door dueAt landmark meToo mergedInto number overdueWorkingDays parts photos{after before} question rating receivedAt status text timeline[at kind rating said unit] unit version',
    ask: ({ receipt }) => json('/api/tip-offs/track', { receipt }),
  },
  // The case's number, id or a session is no receipt.
  'POST /api/tip-offs/track/moves': {
    expected: everyone(404),
    ask: ({ number }) => json('/api/tip-offs/track/moves', { receipt: number, move: 'withdraw' }),
  },
  'GET /api/tip-offs/board': { expected: everyone(200), fields: 'cases next', ask: () => get('/api/tip-offs/board') },
  'GET /api/tip-offs/board/:number': {
    expected: everyone(200),
    fields:
      'after before category closedOn community door landmark meToo number photos{after before} receivedOn status street text timeline[kind on unit]',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: everyone(404),
    ask: async ({ number }, of) => {
      // Not published: not there, whoever asks.
      if (of === 'own') await env.DB.prepare(SHOWN).bind(number).run()
      return get('/api/tip-offs/board/' + number)
    },
  },
  'POST /api/tip-offs/board/:number/me-too': {
    expected: everyone(200),
    fields: 'meToo',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: everyone(404),
    ask: ({ number }) => json('/api/tip-offs/board/' + number + '/me-too', {}),
  },
  'GET /api/photos/:key{.+}': {
    expected: everyone(404),
    others: PUBLIC,
    hidden: 'a picture that is not published is what is asked',
    deleted: 'without its case it has no key',
    ask: async ({ photo }) => {
      const { publicKey } = (await (await sendRedaction(staff.moderator!, photo)).json()) as { publicKey: string }
      return get('/api/photos/' + publicKey)
    },
  },
  'GET /api/figures/volunteers': {
    expected: everyone(200),
    fields: 'active centres[activities centre hours served] hours noShowRate registered',
    ask: () => get('/api/figures/volunteers'),
  },
  'GET /api/figures': {
    expected: everyone(200),
    fields: 'closed30 closedTotal onTime30 open received30',
    ask: () => get('/api/figures'),
  },
  'POST /api/staff/sign-in': {
    expected: everyone(401),
    ask: () => json('/api/staff/sign-in', { name: 'nobody', password: 'wrong', code: '123456' }),
  },
  'POST /api/staff/sign-out': {
    expected: everyone(200),
    // Without the cookie: with it, the next rows of the matrix would be asked by strangers.
    fields: 'ok',
    ask: () => ({ path: '/api/staff/sign-out', init: { method: 'POST', headers: { cookie: '' } } }),
  },
  'GET /api/staff/demo': { expected: everyone(404), ask: () => get('/api/staff/demo') },
  'GET /api/desk/me': {
    expected: { ...everyone(200), ...UNKNOWN },
    fields: 'demo staff{id name role unit}',
    ask: () => get('/api/desk/me'),
  },
  'GET /api/desk/audit': {
    expected: desk({ supervisor: 200, auditor: 200, administrator: 200 }),
    fields: 'acts[action at by detail id object request result role unit] chain next people[disabled id name role]',
    ask: () => get('/api/desk/audit'),
  },
  'GET /api/desk/audit/export': {
    expected: desk({ supervisor: 200, auditor: 200, administrator: 200 }),
    fields: 'text/csv',
    ask: () => get('/api/desk/audit/export?result=refused&purpose=%E6%9D%83%E9%99%90%E6%A3%80%E6%9F%A5'),
  },
  'GET /api/desk/tip-offs': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 200 }),
    fields: {
      'other handler': 'cases next tallies{accepted assigned closed received rectified verified} unsearched',
      'centre handler': 'cases next tallies{accepted assigned closed received rectified verified} unsearched',
      rest: 'cases[backlog category community door dueAt extension id landmark meToo number photoCount questionOpen rebound receivedAt slip status unit urgent version] next tallies{accepted assigned closed received rectified verified} unsearched',
    },
    ask: () => get('/api/desk/tip-offs'),
  },
  // The unit of who asks decides, whatever their role: a moderator without one has an empty list.
  'GET /api/desk/tip-offs/mine': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 200 }),
    fields: {
      'own handler':
        'cases[afterPhotos category community dueAt id joint landmark lat lng number photo placeKind rebound slip urgent version]',
      rest: 'cases',
    },
    ask: () => get('/api/desk/tip-offs/mine'),
  },
  'GET /api/desk/tip-offs/:id': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 404 }),
    fields: {
      'own handler':
        'allowedMoves events[actor at from kind note said staff to unit] latestExtension nearby photos[height id kind publicKey publicThumbKey redacted url width] place{grid gridGone keepers otherCommunity posts} related slips tipOff{accuracyM assignedAt backlogUntil backloggedAt category changedAt closedAt community door dueAt extendedCount extensionUntil grid id isRebound jointUnits landmark lat lng meToo mergedInto number photoCount placeKind publicText publishedAt questionOpen rating reboundCount receivedAt rectifiedBy reopenedCount status street text transfers unit urgentAt version}',
      rest: 'allowedMoves events[actor at from kind note said staff to unit] hasContact latestExtension nearby[id landmark meToo number receivedAt status] photos[height id kind publicKey publicThumbKey redacted url width] place{grid gridGone keepers otherCommunity posts} proposal{rule unit} related slips tipOff{accuracyM assignedAt backlogUntil backloggedAt category changedAt closedAt community door dueAt extendedCount extensionUntil grid id isRebound jointUnits landmark lat lng meToo mergedInto number photoCount placeKind publicText publishedAt questionOpen rating reboundCount receivedAt rectifiedBy reopenedCount solved status street text transfers unit urgentAt version}',
    },
    others: swapped(caseReaders),
    hidden: desk({ ...readers, ...noHandler }),
    deleted: desk({ ...readers, ...noHandler }),
    ask: ({ id }) => get('/api/desk/tip-offs/' + id),
  },
  'POST /api/desk/tip-offs/:id/moves': {
    expected: desk({ moderator: 200, 'own handler': 200, 'other handler': 404 }),
    fields: {
      'own handler':
        'allowedMoves events[actor at from kind note said staff to unit] latestExtension nearby photos[height id kind publicKey publicThumbKey redacted url width] place{grid gridGone keepers otherCommunity posts} related slips tipOff{accuracyM assignedAt backlogUntil backloggedAt category changedAt closedAt community door dueAt extendedCount extensionUntil grid id isRebound jointUnits landmark lat lng meToo mergedInto number photoCount placeKind publicText publishedAt questionOpen rating reboundCount receivedAt rectifiedBy reopenedCount status street text transfers unit urgentAt version}',
      rest: 'allowedMoves events[actor at from kind note said staff to unit] hasContact latestExtension nearby[id landmark meToo number receivedAt status] photos[height id kind publicKey publicThumbKey redacted url width] place{grid gridGone keepers otherCommunity posts} proposal{rule unit} related slips tipOff{accuracyM assignedAt backlogUntil backloggedAt category changedAt closedAt community door dueAt extendedCount extensionUntil grid id isRebound jointUnits landmark lat lng meToo mergedInto number photoCount placeKind publicText publishedAt questionOpen rating reboundCount receivedAt rectifiedBy reopenedCount solved status street text transfers unit urgentAt version}',
    },
    others: swapped(caseMovers(200)),
    hidden: desk({ moderator: 422, ...noHandler }),
    deleted: desk({ moderator: 422, ...noHandler }),
    ask: async ({ id }) =>
      json('/api/desk/tip-offs/' + id + '/moves', {
        move: 'hand_back',
        note: '不在这个路段',
        version: await versionOf(id),
      }),
  },
  'POST /api/desk/tip-offs/:id/after-photos': {
    expected: desk({ moderator: 201, 'own handler': 201, 'other handler': 404 }),
    fields: 'height id kind publicKey publicThumbKey redacted url width',
    others: swapped(caseMovers(201)),
    hidden: desk({ moderator: 422, ...noHandler }),
    deleted: desk({ moderator: 422, ...noHandler }),
    ask: ({ id }) => ({
      path: '/api/desk/tip-offs/' + id + '/after-photos',
      init: { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: aPhoto() },
    }),
  },
  'POST /api/desk/tip-offs/:id/contact': {
    expected: desk({ moderator: 200 }),
    absent: desk({ moderator: 422 }),
    fields: 'name phone',
    others: desk({ moderator: 200 }),
    hidden: desk({ moderator: 422 }),
    deleted: desk({ moderator: 422 }),
    ask: ({ id }) => json('/api/desk/tip-offs/' + id + '/contact', { reason: '需要电话核实' }),
  },
  'GET /api/desk/photos/:id': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 404 }),
    fields: 'image/jpeg',
    others: swapped(caseReaders),
    hidden: desk({ ...readers, ...noHandler }),
    deleted: gone(caseReaders),
    ask: ({ photo }) => get('/api/desk/photos/' + photo),
  },
  'GET /api/desk/photos/:id/redaction': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 404 }),
    fields: 'image/jpeg',
    others: swapped(caseReaders),
    hidden: desk({ ...readers, ...noHandler }),
    deleted: gone(caseReaders),
    ask: async ({ photo }) => {
      await sendRedaction(staff.moderator!, photo)
      return get('/api/desk/photos/' + photo + '/redaction')
    },
  },
  'PUT /api/desk/photos/:id/redaction': {
    expected: desk({ moderator: 200 }),
    fields: 'height id kind publicKey publicThumbKey redacted url width',
    others: desk({ moderator: 200 }),
    hidden: desk({ moderator: 200 }),
    deleted: desk({ moderator: 404 }),
    ask: ({ photo }) => {
      const body = new FormData()
      body.set('full', new File([aPhoto()], 'full.jpg'))
      body.set('thumb', new File([aPhoto()], 'thumb.jpg'))
      return { path: '/api/desk/photos/' + photo + '/redaction', init: { method: 'PUT', body } }
    },
  },
  'GET /api/desk/outbox': {
    expected: desk(readers),
    fields: 'channel messages[attempts audience createdAt id lastError nextAttemptAt number sentAt state topic] next',
    ask: () => get('/api/desk/outbox'),
  },
  // 422: allowed, and no channel is configured.
  'POST /api/desk/outbox/test': {
    expected: desk({ moderator: 422, administrator: 422 }),
    ask: () => ({ path: '/api/desk/outbox/test', init: { method: 'POST' } }),
  },
}
