import { env } from '#test-host'
import { versionOf } from '../../fixtures/desk.ts'
import { asks } from '../../fixtures/staff.ts'
import { desk, get, json, NEVER_DELETED, NEVER_HIDDEN, readers, staff, type Case, type Row } from './rows.ts'

/** What is told of one slip. */
const SLIP =
  'acknowledged allowedMoves answer colour deadlineAt dueAt id issuedAt issuedBy note number overdueDays overdueDaysNow reason remark state tipOff{category community id landmark number status} unit version withdrawn'
/** A whole case, as the office reads it. */
const CASE =
  'allowedMoves events[actor at from kind note said staff to unit] hasContact latestExtension nearby[id landmark meToo number receivedAt status] photos[height id kind publicKey publicThumbKey redacted url width] place{grid gridGone keepers otherCommunity posts} proposal{rule unit} related slips[colour dueAt id number state unit] tipOff{accuracyM assignedAt backlogUntil backloggedAt category changedAt closedAt community door dueAt extendedCount extensionUntil grid id isRebound jointUnits landmark lat lng meToo mergedInto number photoCount placeKind publicText publishedAt questionOpen rating reboundCount receivedAt rectifiedBy reopenedCount solved status street text transfers unit urgentAt version}'
const IN_LIST = SLIP.replace(' overdueDaysNow', '').replace(/tipOff\{[^}]*\}/, 'tipOff')
const STATES = { hidden: NEVER_HIDDEN, deleted: NEVER_DELETED }

const aSlip = async ({ id }: Case): Promise<string> => {
  const body = { tipOff: id, colour: 'white', reason: '领导交办', version: await versionOf(id) }
  const issued = await asks(staff.moderator!, '/api/desk/slips', { json: body })
  if (issued.status === 201) return ((await issued.json()) as { id: string }).id
  const known = await env.DB.prepare('SELECT id FROM slips WHERE tip_off_id = ?').bind(id).first<{ id: string }>()
  return known?.id ?? crypto.randomUUID()
}

/** The routes of supervision slips, and of the office's marks on cases. */
export const slipRows: Record<string, Row> = {
  'POST /api/desk/slips': {
    expected: desk({ moderator: 201 }),
    fields: SLIP,
    ask: async ({ id }) =>
      json('/api/desk/slips', { tipOff: id, colour: 'white', reason: '领导交办', version: await versionOf(id) }),
  },
  'GET /api/desk/slips/:id': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 404 }),
    fields: SLIP,
    others: desk({ ...readers, 'other handler': 200, 'centre handler': 404, 'own handler': 404 }),
    ...STATES,
    ask: async (on) => get('/api/desk/slips/' + (await aSlip(on))),
  },
  'GET /api/desk/slips': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 200 }),
    fields: { 'other handler': 'next slips', 'centre handler': 'next slips', rest: `next slips[${IN_LIST}]` },
    ask: async (on) => {
      await aSlip(on)
      return get('/api/desk/slips')
    },
  },
  'GET /api/desk/slips/waiting': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 200 }),
    fields: 'waiting',
    others: 'test/api/slips.test.ts: another unit’s slips are not counted',
    ...{ hidden: NEVER_HIDDEN, deleted: NEVER_DELETED },
    ask: async () => get('/api/desk/slips/waiting'),
  },
  // 403 for the moderator: who issued a slip does not sign for it.
  'POST /api/desk/slips/:id/moves': {
    expected: desk({ moderator: 403, 'own handler': 200, 'other handler': 404 }),
    absent: desk({ moderator: 404, 'own handler': 404, 'other handler': 404 }),
    fields: SLIP.replace('acknowledged ', 'acknowledged{at by text} '),
    others: desk({ moderator: 403, 'other handler': 200, 'centre handler': 404, 'own handler': 404 }),
    ...STATES,
    ask: async (on) => json('/api/desk/slips/' + (await aSlip(on)) + '/moves', { move: 'acknowledge', version: 1 }),
  },
  'POST /api/desk/tip-offs/:id/urgency': {
    expected: desk({ moderator: 200 }),
    fields: CASE,
    others: desk({ moderator: 200 }),
    hidden: desk({ moderator: 422 }),
    deleted: desk({ moderator: 422 }),
    ask: async ({ id }) =>
      json('/api/desk/tip-offs/' + id + '/urgency', { urgent: true, note: '', version: await versionOf(id) }),
  },
  // 422: allowed, and no such case was closed.
  'POST /api/desk/tip-offs/:id/rebound': {
    expected: desk({ moderator: 422 }),
    others: desk({ moderator: 422 }),
    hidden: desk({ moderator: 422 }),
    deleted: desk({ moderator: 422 }),
    ask: async ({ id }) =>
      json('/api/desk/tip-offs/' + id + '/rebound', {
        of: '980101-9999',
        note: '同一处',
        version: await versionOf(id),
      }),
  },
}
