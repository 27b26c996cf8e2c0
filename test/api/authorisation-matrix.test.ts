import { env } from '#test-host'
import { beforeAll, describe, expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { disableStaff } from '../../functions/staff/add-staff.ts'
import { anAfterPhoto } from '../fixtures/cases.ts'
import { readAs, versionOf } from '../fixtures/desk.ts'
import { askEverybody, assigned, fieldsOf, ofNobody, refusalsOf, withWildcards } from './matrix/ask-everybody.ts'
import { asks, makeStaff, signedIn } from '../fixtures/staff.ts'
import { accountRows } from './matrix/accounts.ts'
import { attendanceRows } from './matrix/attendance.ts'
import { calendarRows } from './matrix/calendar.ts'
import { certificateRows } from './matrix/certificates.ts'
import { deskActivityRows } from './matrix/desk-activities.ts'
import { deskVolunteerRows } from './matrix/desk-volunteers.ts'
import { exposureRows } from './matrix/exposure.ts'
import { interviewRows } from './matrix/interviews.ts'
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
  ...interviewRows,
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
  staff.disabled = await signedIn('administrator')
  await disableStaff(env, staff.disabled.signInName, Date.now())
  // Somebody else's moves need somebody else.
  await makeStaff('moderator')
}, 60_000)

test('every route of the app has its row, and every row its route', () => {
  const routes = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => method + ' ' + path)
  expect([...new Set(routes)].sort()).toEqual(Object.keys(matrix).sort())
})

// The rows of rooms under construction.
const YET = new Set([accountRows, calendarRows, queueRows, routingRows].flatMap((rows) => Object.keys(rows)))
const said = Object.entries(matrix).filter(([route]) => !YET.has(route))

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
        expect((await askEverybody(row.ask, state)).statuses).toEqual(expected)
      })
    }
    if (!route.includes('/:')) continue
    test(`${route}: nobody’s`, async () => {
      const { statuses } = await askEverybody(row.ask, 'own', ofNobody(route))
      expect(statuses).toEqual(row.absent ?? gone(row.expected))
    })
  }
})

const keysOf = (thing: object) => Object.keys(thing).sort().join(' ')
const CASE =
  'accuracyM assignedAt backlogUntil backloggedAt category changedAt closedAt community door dueAt extendedCount extensionUntil grid id jointUnits landmark lat lng meToo mergedInto number photoCount placeKind publicText publishedAt questionOpen rating receivedAt rectifiedBy reopenedCount status street text transfers unit version'
const PHOTO = 'height id kind publicKey publicThumbKey redacted url width'
const EVENT = 'actor at from kind note said staff to unit'

test('each role reads exactly the fields that are theirs', async () => {
  const { id } = await assigned()
  await anAfterPhoto(staff['own handler']!, id)
  for (const who of ['moderator', 'supervisor', 'administrator'] as const) {
    const view = await readAs(staff[who]!, id)
    expect(keysOf(view)).toBe(
      'allowedMoves events hasContact latestExtension nearby photos place proposal related tipOff',
    )
    expect(keysOf(view.tipOff)).toBe(CASE.replace('status street', 'solved status street'))
    expect(keysOf(view.photos[0]!)).toBe(PHOTO)
    expect(keysOf(view.events[0]!)).toBe(EVENT)
    if (who !== 'moderator') expect(view.allowedMoves).toEqual([])
  }
  const view = await readAs(staff['own handler']!, id)
  expect(keysOf(view)).toBe('allowedMoves events latestExtension nearby photos place related tipOff')
  expect(keysOf(view.tipOff)).toBe(CASE)
  expect(view.nearby).toEqual([])
  expect(view.related).toEqual([])
  expect(view.allowedMoves).toEqual(['hand_back', 'add_note', 'ask_extension', 'rectify'])
  const queue = (await (await asks(staff['own handler']!, '/api/desk/tip-offs')).json()) as { cases: object[] }
  expect(keysOf(queue)).toBe('cases next tallies unsearched')
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
