import { env } from '#test-host'
import { beforeAll, describe, expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { disableStaff } from '../../functions/staff/add-staff.ts'
import { aCase, anAfterPhoto } from '../fixtures/cases.ts'
import { moved, readAs, versionOf } from '../fixtures/desk.ts'
import { asks, makeStaff, signedIn } from '../fixtures/staff.ts'
import { attendanceRows } from './matrix/attendance.ts'
import { certificateRows } from './matrix/certificates.ts'
import { deskActivityRows } from './matrix/desk-activities.ts'
import { deskVolunteerRows } from './matrix/desk-volunteers.ts'
import { interviewRows } from './matrix/interviews.ts'
import { orderRows } from './matrix/orders.ts'
import { outboxRows } from './matrix/outbox.ts'
import { portalRows } from './matrix/portal.ts'
import { responseRows } from './matrix/responses.ts'
import { surveyCodeRows } from './matrix/survey-codes.ts'
import { surveyResultRows } from './matrix/survey-results.ts'
import { surveyRows } from './matrix/surveys.ts'
import { teamRows } from './matrix/teams.ts'
import { volunteerRows } from './matrix/volunteers.ts'
import { staff, WHO, type Row, type Statuses } from './matrix/rows.ts'

const matrix: Record<string, Row> = {
  ...attendanceRows,
  ...certificateRows,
  ...interviewRows,
  ...orderRows,
  ...outboxRows,
  ...portalRows,
  ...responseRows,
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
  staff.supervisor = await signedIn('supervisor')
  staff.editor = await signedIn('editor')
  staff.auditor = await signedIn('auditor')
  staff.administrator = await signedIn('administrator')
  staff.disabled = await signedIn('administrator')
  await disableStaff(env, staff.disabled.signInName, Date.now())
  // Somebody else's moves need somebody else.
  await makeStaff('moderator')
}, 60_000)

const assigned = async () => {
  const filed = await aCase({ contact: { name: '李梅', phone: '19900005678' } })
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
