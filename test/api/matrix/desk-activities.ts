import { aDraft, anActivityForm, aShiftForm, formOf } from '../../fixtures/desk-activities.ts'
import { desk, get, json, staff, type Row } from './rows.ts'

const readable = { moderator: 200, supervisor: 200, editor: 200, administrator: 200 }
// One handler's unit runs the practice centre; what belongs to it does not exist for the two others.
const outOfReach = (status = 200) => ({ 'own handler': 404, 'other handler': 404, 'centre handler': status })
const draft = () => aDraft(staff.moderator!)

/** The routes of activities and shifts at the desk. */
export const deskActivityRows: Record<string, Row> = {
  'GET /api/desk/activities': {
    expected: desk({ ...readable, 'own handler': 200, 'other handler': 200 }),
    ask: () => get('/api/desk/activities'),
  },
  'GET /api/desk/activities/teams': {
    expected: desk({ ...readable, 'own handler': 200, 'other handler': 200 }),
    ask: () => get('/api/desk/activities/teams'),
  },
  // 422: allowed, and no centre of theirs to plan for.
  'POST /api/desk/activities': {
    expected: desk({ moderator: 201, 'own handler': 422, 'other handler': 422, 'centre handler': 201 }),
    ask: () => json('/api/desk/activities', anActivityForm()),
  },
  'GET /api/desk/activities/:id': {
    expected: desk({ ...readable, ...outOfReach() }),
    ask: async () => get('/api/desk/activities/' + (await draft()).activity.id),
  },
  'PUT /api/desk/activities/:id': {
    expected: desk({ moderator: 200, ...outOfReach() }),
    ask: async () => {
      const { activity } = await draft()
      const { key: _, ...form } = anActivityForm()
      const body = { ...form, version: activity.version }
      return { path: '/api/desk/activities/' + activity.id, init: { method: 'PUT', json: body } }
    },
  },
  'POST /api/desk/activities/:id/moves': {
    expected: desk({ moderator: 200, ...outOfReach() }),
    ask: async () => {
      const { id, version } = (await draft()).activity
      return json(`/api/desk/activities/${id}/moves`, { move: 'publish', version })
    },
  },
  'POST /api/desk/activities/:id/shifts': {
    expected: desk({ moderator: 201, ...outOfReach(201) }),
    ask: async () => {
      const { id, version } = (await draft()).activity
      return json(`/api/desk/activities/${id}/shifts`, { ...aShiftForm(20), version })
    },
  },
  'GET /api/desk/shifts/:id': {
    expected: desk({ ...readable, ...outOfReach() }),
    ask: async () => get('/api/desk/shifts/' + (await draft()).shifts[0]!.id),
  },
  'PUT /api/desk/shifts/:id': {
    expected: desk({ moderator: 200, ...outOfReach() }),
    ask: async () => {
      const shift = (await draft()).shifts[0]!
      return { path: '/api/desk/shifts/' + shift.id, init: { method: 'PUT', json: formOf(shift) } }
    },
  },
  'POST /api/desk/shifts/:id/moves': {
    expected: desk({ moderator: 200, ...outOfReach() }),
    ask: async () => {
      const { id, version } = (await draft()).shifts[0]!
      return json(`/api/desk/shifts/${id}/moves`, { move: 'cancel', version, said: '不办了，另行通知' })
    },
  },
}
