import { movedMany } from '../../fixtures/bulk.ts'
import { aCase } from '../../fixtures/cases.ts'
import { asks } from '../../fixtures/staff.ts'
import { desk, get, json, readers, staff, swapped, type Row } from './rows.ts'

const everyReader = { ...readers, 'own handler': 200, 'other handler': 200 }
const noHandler = { 'own handler': 404, 'other handler': 404 }
const caseReaders = desk({ ...readers, 'own handler': 200, 'other handler': 404 })
const VIEWS = '/api/desk/tip-offs/views'
const BULK_ACT =
  'cases[category community id landmark number result told undone version] id madeAt move undoUntil undoneAt'

/** An act of the moderator's on a new case; on its own case nobody else's may be undone. */
const anAct = async () =>
  (await movedMany(staff.moderator!, [(await aCase({ photo: false })).id], { move: 'accept' })).id
const aView = async () => {
  const kept = await asks(staff.moderator!, VIEWS, { json: { name: '共用', query: '', shared: true } })
  const { views } = (await kept.json()) as { views: { id: string; version: number; shared: boolean }[] }
  return views.filter(({ shared }) => shared).at(-1)!
}
const renaming = async () => {
  const { id, version } = await aView()
  return json(`${VIEWS}/${id}/moves`, { move: 'rename', name: '办公室的', version })
}
const mine = 'an act is its maker’s; another’s is not found, as the main row shows'

/** The routes of the queue: many cases at once, saved views, and what stands beside a case. */
export const queueRows: Record<string, Row> = {
  'POST /api/desk/tip-offs/moves': {
    expected: desk({ moderator: 200, 'own handler': 200, 'other handler': 200 }),
    ask: ({ id }) => json('/api/desk/tip-offs/moves', { move: 'accept', cases: [{ id, version: 1 }] }),
    fields: BULK_ACT,
  },
  'GET /api/desk/tip-offs/bulk-acts/:id': {
    expected: desk({ moderator: 200, ...noHandler }),
    ask: async () => get('/api/desk/tip-offs/bulk-acts/' + (await anAct())),
    fields: BULK_ACT,
    ...{ others: mine, hidden: 'nothing hides an act', deleted: 'acts leave after thirty days' },
  },
  'POST /api/desk/tip-offs/bulk-acts/:id/undo': {
    expected: desk({ moderator: 200, ...noHandler }),
    ask: async () => ({ path: `/api/desk/tip-offs/bulk-acts/${await anAct()}/undo`, init: { method: 'POST' } }),
    fields: BULK_ACT,
    ...{ others: mine, hidden: 'nothing hides an act', deleted: 'acts leave after thirty days' },
  },
  'GET /api/desk/tip-offs/views': {
    expected: desk(everyReader),
    ask: async () => {
      await aView()
      return get(VIEWS)
    },
    // The office's views are of the whole queue, which a handler does not see.
    fields: {
      ...{ 'own handler': 'views', 'other handler': 'views', 'centre handler': 'views' },
      rest: 'views[id name query shared version]',
    },
  },
  'POST /api/desk/tip-offs/views': {
    expected: desk({ moderator: 201, supervisor: 201, administrator: 201, 'own handler': 201, 'other handler': 201 }),
    ask: () => json(VIEWS, { name: '超期', query: 'due=overdue' }),
    fields: 'views[id name query shared version]',
  },
  'POST /api/desk/tip-offs/views/:id/moves': {
    expected: desk({ moderator: 200, 'own handler': 403, 'other handler': 403 }),
    ask: renaming,
    fields: 'views[id name query shared version]',
    absent: desk({ moderator: 404, supervisor: 404, administrator: 404, 'own handler': 404, 'other handler': 404 }),
    ...{ others: 'test/api/saved-views.test.ts: another’s view does not exist', hidden: 'nothing hides a view' },
    deleted: 'a deleted view is nobody’s',
  },
  'POST /api/desk/tip-offs/:id/beside': {
    expected: caseReaders,
    ask: ({ id }) => ({ path: `/api/desk/tip-offs/${id}/beside`, init: { method: 'POST' } }),
    fields: 'readers samePlace[closedAt id landmark metres number rating receivedAt reopenedCount result status]',
    others: swapped(caseReaders),
    hidden: desk({ ...readers, ...noHandler }),
    deleted: desk({ ...readers, ...noHandler }),
  },
}
