import { env } from '#test-host'
import { beforeAll, describe, expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { disableStaff } from '../../functions/staff/add-staff.ts'
import { aCase, anAfterPhoto, aPhoto, sendRedaction } from '../fixtures/cases.ts'
import { moved, readAs, versionOf } from '../fixtures/desk.ts'
import { asks, makeStaff, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aTipOff } from './a-tip-off.ts'

const WHO = [
  'stranger',
  'moderator',
  'own handler',
  'other handler',
  'supervisor',
  'editor',
  'administrator',
  'disabled',
] as const
type Who = (typeof WHO)[number]
type Statuses = Record<Who, number>
type Asked = { path: string; init?: Parameters<typeof asks>[2] }
/** `with`: what is asked of a case that is assigned to the own handler's unit, new for each who. */
type Row = {
  expected: Statuses
  ask: (on: { id: string; photo: string; number: string; receipt: string }) => Asked | Promise<Asked>
}

const everyone = (status: number) => Object.fromEntries(WHO.map((who) => [who, status])) as Statuses
/** Of the desk's routes: strangers and disabled staff find nothing; of the others only those named get in. */
const desk = (allowed: Partial<Statuses>): Statuses => ({ ...everyone(403), stranger: 404, disabled: 404, ...allowed })
const readers = { moderator: 200, supervisor: 200, administrator: 200 }
const get = (path: string) => ({ path })
const json = (path: string, body: unknown) => ({ path, init: { json: body } })

const matrix: Record<string, Row> = {
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
  'GET /api/desk/audit': { expected: desk({ supervisor: 200, administrator: 200 }), ask: () => get('/api/desk/audit') },
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

const staff: Partial<Record<Who, SignedIn>> = {}
beforeAll(async () => {
  staff.moderator = await signedIn('moderator')
  staff['own handler'] = await signedIn('handler', 'sanitation')
  staff['other handler'] = await signedIn('handler', 'parks')
  staff.supervisor = await signedIn('supervisor')
  staff.editor = await signedIn('editor')
  staff.administrator = await signedIn('administrator')
  staff.disabled = await signedIn('administrator')
  await disableStaff(env, staff.disabled.signInName, Date.now())
  // Somebody else's moves need somebody else.
  await makeStaff('moderator')
}, 60_000)

const assigned = async () => {
  const filed = await aCase({ contact: { name: '李梅', phone: '13812345678' } })
  await moved(staff.moderator!, filed.id, { move: 'accept' })
  const { photos } = await moved(staff.moderator!, filed.id, { move: 'assign', unit: 'sanitation' })
  return { ...filed, photo: photos[0]!.id }
}

test('every route of the app has its row, and every row its route', () => {
  const routes = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => method + ' ' + path)
  expect([...new Set(routes)].sort()).toEqual(Object.keys(matrix).sort())
})

describe('who may do what', () => {
  for (const [route, { expected, ask }] of Object.entries(matrix)) {
    test(route, async () => {
      const found: Partial<Statuses> = {}
      for (const who of WHO) {
        const { path, init } = await ask(await assigned())
        found[who] = (await asks(staff[who] ?? null, path, init)).status
      }
      expect(found).toEqual(expected)
    })
  }
})

const keysOf = (thing: object) => Object.keys(thing).sort().join(' ')
const CASE =
  'accuracyM category changedAt closedAt community door dueAt id landmark lat lng meToo mergedInto number photoCount placeKind publicText publishedAt questionOpen rating receivedAt rectifiedBy reopenedCount status street text unit version'
const PHOTO = 'height id kind publicKey publicThumbKey redacted url width'
const EVENT = 'actor at from kind note said staff to unit'

test('each role reads exactly the fields that are theirs', async () => {
  const { id } = await assigned()
  await anAfterPhoto(staff['own handler']!, id)
  for (const who of ['moderator', 'supervisor', 'administrator'] as const) {
    const view = await readAs(staff[who]!, id)
    expect(keysOf(view)).toBe('allowedMoves events hasContact nearby photos tipOff')
    expect(keysOf(view.tipOff)).toBe(CASE.replace('status street', 'solved status street'))
    expect(keysOf(view.photos[0]!)).toBe(PHOTO)
    expect(keysOf(view.events[0]!)).toBe(EVENT)
    if (who !== 'moderator') expect(view.allowedMoves).toEqual([])
  }
  const view = await readAs(staff['own handler']!, id)
  expect(keysOf(view)).toBe('allowedMoves events nearby photos tipOff')
  expect(keysOf(view.tipOff)).toBe(CASE)
  expect(view.nearby).toEqual([])
  expect(view.allowedMoves).toEqual(['hand_back', 'rectify'])
  const queue = (await (await asks(staff['own handler']!, '/api/desk/tip-offs')).json()) as { cases: object[] }
  expect(keysOf(queue)).toBe('cases next tallies')
  expect(keysOf(queue.cases[0]!)).toBe(
    'category community door dueAt id landmark meToo number photoCount questionOpen receivedAt status unit version',
  )
  const audit = (await (await asks(staff.supervisor!, '/api/desk/audit')).json()) as { acts: object[] }
  expect(keysOf(audit.acts[0]!)).toBe('action at by detail id object request result role')
})

test('whatever a stranger tries at the desk looks the same', async () => {
  const { id } = await assigned()
  const bodies = new Set<string>()
  for (const path of ['/api/desk/me', '/api/desk/tip-offs/' + id, '/api/desk/nothing-here', '/api/desk/audit']) {
    const response = await asks(null, path)
    bodies.add(response.status + (await response.text()))
  }
  expect(bodies.size).toBe(1)
})

test('nothing staff send from another site is taken', async () => {
  const { id } = await assigned()
  const version = await versionOf(id)
  const foreign = [{ origin: 'http://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, {}]
  for (const headers of foreign) {
    const response = await app.request(
      '/api/desk/tip-offs/' + id + '/moves',
      {
        method: 'POST',
        headers: { cookie: staff.moderator!.cookie, 'content-type': 'application/json', ...headers } as never,
        body: JSON.stringify({ move: 'hand_back', note: '不在这个路段', version }),
      },
      env,
    )
    expect(response.status).toBe(403)
  }
  expect(await versionOf(id)).toBe(version)
})
