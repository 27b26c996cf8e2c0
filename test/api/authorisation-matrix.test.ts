import { env } from '#test-host'
import { beforeAll, describe, expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { disableStaff } from '../../functions/staff/add-staff.ts'
import { aCase, anAfterPhoto } from '../fixtures/cases.ts'
import { moved, readAs, versionOf } from '../fixtures/desk.ts'
import {
  askEverybody,
  assigned,
  CONTACT,
  fieldsOf,
  ofNobody,
  refusalsOf,
  withWildcards,
} from './matrix/ask-everybody.ts'
import { asks, makeStaff, signedIn } from '../fixtures/staff.ts'
import { accountRows } from './matrix/accounts.ts'
import { attendanceRows } from './matrix/attendance.ts'
import { calendarRows } from './matrix/calendar.ts'
import { certificateRows } from './matrix/certificates.ts'
import { deskActivityRows } from './matrix/desk-activities.ts'
import { deskVolunteerRows } from './matrix/desk-volunteers.ts'
import { exposureRows } from './matrix/exposure.ts'
import { figureRows } from './matrix/figures.ts'
import { interviewRows } from './matrix/interviews.ts'
import { lookBackRows } from './matrix/look-backs.ts'
import { orderRows } from './matrix/orders.ts'
import { outboxRows } from './matrix/outbox.ts'
import { portalRows } from './matrix/portal.ts'
import { queueRows } from './matrix/queue.ts'
import { responseRows } from './matrix/responses.ts'
import { routingRows } from './matrix/routing.ts'
import { slipRows } from './matrix/slips.ts'
import { surveyCodeRows } from './matrix/survey-codes.ts'
import { surveyResultRows } from './matrix/survey-results.ts'
import { surveyRows } from './matrix/surveys.ts'
import { teamRows } from './matrix/teams.ts'
import { volunteerRows } from './matrix/volunteers.ts'
import { gone, staff, type Row } from './matrix/rows.ts'

const OTHER_STATES = ['others', 'hidden', 'deleted'] as const
const matrix: Record<string, Row> = {
  ...accountRows,
  ...attendanceRows,
  ...calendarRows,
  ...certificateRows,
  ...exposureRows,
  ...figureRows,
  ...interviewRows,
  ...lookBackRows,
  ...orderRows,
  ...outboxRows,
  ...portalRows,
  ...queueRows,
  ...responseRows,
  ...routingRows,
  ...slipRows,
  ...surveyCodeRows,
  ...deskVolunteerRows,
  ...surveyResultRows,
  ...surveyRows,
  ...teamRows,
  ...deskActivityRows,
  ...volunteerRows,
}

beforeAll(async () => {
  staff.moderator = await signedIn('moderator')
  staff['own handler'] = await signedIn('handler', 'sanitation')
  staff['other handler'] = await signedIn('handler', 'parks')
  staff['centre handler'] = await signedIn('handler', 'heyuan-street')
  staff.supervisor = await signedIn('supervisor')
  staff.editor = await signedIn('editor')
  staff.auditor = await signedIn('auditor')
  staff.administrator = await signedIn('administrator')
  const disabled = (staff.disabled = await signedIn('administrator'))
  await disableStaff(env, disabled.signInName, Date.now())
  const { receipt } = await aCase({ photo: false })
  staff['another reporter'] = {
    ...disabled,
    cookie: `${staff.moderator.cookie.split('=')[0]}=${receipt}; receipt=${receipt}`,
  }
  // Somebody else's moves need somebody else.
  await makeStaff('moderator')
}, 60_000)

test('every route of the app has its row, and every row its route', () => {
  const routes = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => method + ' ' + path)
  expect([...new Set(routes)].sort()).toEqual(Object.keys(matrix).sort())
})

const said = Object.entries(matrix)

test('every row says which fields are read, and what its object answers in every state', () => {
  const open = said.filter(([, { expected }]) => Object.values(expected).some((status) => status < 300))
  expect(open.filter(([, { fields }]) => fields === undefined).map(([route]) => route)).toEqual([])
  const onObjects = said.filter(([route]) => route.includes('/:'))
  const untold = onObjects.flatMap(([route, row]) =>
    OTHER_STATES.filter((state) => !row[state]).map((state) => `${route}: ${state}`),
  )
  expect(untold).toEqual([])
})

describe('who may do what, and reads which fields', () => {
  for (const [route, row] of Object.entries(matrix)) {
    test(route, async () => {
      const answered = await askEverybody(row.ask)
      expect(answered.statuses).toEqual(row.expected)
      expect(answered.told).toEqual([])
      const { fields } = row
      if (fields !== undefined) expect(withWildcards(fieldsOf(answered), fields)).toEqual(fields)
      for (const shape of refusalsOf(answered)) expect(shape).toMatch(/^issues\[code( detail)?( field)?\]$/)
    })
  }
})

describe('what is another’s, hidden, deleted or nobody’s', () => {
  for (const [route, row] of Object.entries(matrix)) {
    for (const state of OTHER_STATES) {
      const expected = row[state]
      if (expected === undefined || typeof expected === 'string') continue
      test(`${route}: ${state}`, async () => {
        const answered = await askEverybody(row.ask, state)
        expect(answered.statuses).toEqual(expected)
        expect(answered.told).toEqual([])
      })
    }
    if (!route.includes('/:')) continue
    test(`${route}: nobody’s`, async () => {
      const { statuses } = await askEverybody(row.ask, 'own', ofNobody(route))
      expect(statuses).toEqual(row.absent ?? gone(row.expected))
    })
  }
})

test('a unit that helps, is warned by a slip, or had the case before reads nothing of who reported it either', async () => {
  const helped = await assigned('parks')
  await moved(staff.moderator!, helped.id, { move: 'joint', unit: 'sanitation', note: '一起去看' })
  const warned = await assigned()
  const slip = { tipOff: warned.id, colour: 'white', reason: '领导交办', version: await versionOf(warned.id) }
  expect((await asks(staff.moderator!, '/api/desk/slips', { json: slip })).status).toBe(201)
  const answered = await Promise.all(
    [helped, warned].flatMap(({ id, photo }) =>
      [
        `/api/desk/tip-offs/${id}`,
        `/api/desk/photos/${photo}`,
        ...['', '/mine', '?q=垃圾桶', `?q=${CONTACT.phone}`].map((rest) => '/api/desk/tip-offs' + rest),
        '/api/desk/slips',
      ].map((path) => askEverybody(() => ({ path }))),
    ),
  )
  expect(answered.flatMap(({ told }) => told)).toEqual([])
  expect(answered[0]!.statuses['own handler']).toBe(200)
  const read = await readAs(staff['own handler']!, helped.id)
  expect(read.tipOff.text).toContain('139****6789')
})

test('a receipt opens its own case, and no other', async () => {
  const { id, number } = await assigned()
  const { receipt, number: other } = await aCase({ photo: false })
  const before = await versionOf(id)
  const tracked = await asks(null, '/api/tip-offs/track', { json: { receipt } })
  expect(await tracked.json()).toMatchObject({ number: other })
  for (const named of [{ number }, { id }, { tipOff: id }]) {
    const json = { receipt, move: 'withdraw', ...named }
    expect((await asks(null, '/api/tip-offs/track/moves', { json })).status).toBe(400)
  }
  expect((await asks(null, '/api/tip-offs/track/moves', { json: { receipt, move: 'withdraw' } })).status).toBe(200)
  expect(await versionOf(id)).toBe(before)
})

const keysOf = (thing: object) => Object.keys(thing).sort().join(' ')
const CASE =
  'accuracyM assignedAt backlogUntil backloggedAt category changedAt closedAt community door dueAt extendedCount extensionUntil grid id isRebound jointUnits landmark lat lng meToo mergedInto number photoCount placeKind publicText publishedAt questionOpen rating reboundCount receivedAt rectifiedBy reopenedCount status street text transfers unit urgentAt version'
const PHOTO = 'height id kind publicKey publicThumbKey redacted url width'
const EVENT = 'actor at from kind note said staff to unit'

test('each role reads exactly the fields that are theirs', async () => {
  const { id } = await assigned()
  await anAfterPhoto(staff['own handler']!, id)
  for (const who of ['moderator', 'supervisor', 'administrator'] as const) {
    const view = await readAs(staff[who]!, id)
    expect(keysOf(view)).toBe(
      'allowedMoves events hasContact latestExtension nearby photos place proposal related slips tipOff',
    )
    expect(keysOf(view.tipOff)).toBe(CASE.replace('status street', 'solved status street'))
    expect(keysOf(view.photos[0]!)).toBe(PHOTO)
    expect(keysOf(view.events[0]!)).toBe(EVENT)
    if (who !== 'moderator') expect(view.allowedMoves).toEqual([])
  }
  const view = await readAs(staff['own handler']!, id)
  expect(keysOf(view)).toBe('allowedMoves events latestExtension nearby photos place related slips tipOff')
  expect(keysOf(view.tipOff)).toBe(CASE)
  expect(view.nearby).toEqual([])
  expect(view.related).toEqual([])
  expect(view.allowedMoves).toEqual(['hand_back', 'add_note', 'ask_extension', 'rectify'])
  const queue = (await (await asks(staff['own handler']!, '/api/desk/tip-offs')).json()) as { cases: object[] }
  expect(keysOf(queue)).toBe('cases next tallies unsearched')
  expect(keysOf(queue.cases[0]!)).toBe(
    'backlog category community door dueAt extension id landmark meToo number photoCount questionOpen rebound receivedAt slip status unit urgent version',
  )
  const audit = (await (await asks(staff.supervisor!, '/api/desk/audit')).json()) as { acts: object[] }
  expect(keysOf(audit.acts[0]!)).toBe('action at by detail id object request result role unit')
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
