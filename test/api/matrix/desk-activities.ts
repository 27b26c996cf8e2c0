import { aTeam } from '../../fixtures/teams.ts'
import { aDraft, anActivityForm, aShiftForm, formOf } from '../../fixtures/desk-activities.ts'
import { env } from '#test-host'
import { desk, get, json, staff, type Row, type State } from './rows.ts'

const readable = { moderator: 200, supervisor: 200, editor: 200, administrator: 200 }
// One handler's unit runs the practice centre; what belongs to it does not exist for the two others.
const outOfReach = (status = 200) => ({ 'own handler': 404, 'other handler': 404, 'centre handler': status })
const nowhere = outOfReach(404)
const DRAFT = 'drafts are what is asked'
/** A draft; of a centre that none of them run; called off. */
const draft = async (of: State) => {
  const made = await aDraft(staff.moderator!, { form: of === 'others' ? { centre: 'dukou-station', team: '' } : {} })
  if (of !== 'deleted') return made
  const { id } = made.activity
  await env.DB.batch([
    env.DB.prepare("UPDATE activities SET state = 'cancelled' WHERE id = ?").bind(id),
    env.DB.prepare("UPDATE shifts SET state = 'cancelled' WHERE activity_id = ?").bind(id),
  ])
  return made
}

/** The routes of activities and shifts at the desk. */
export const deskActivityRows: Record<string, Row> = {
  'GET /api/desk/activities': {
    expected: desk({ ...readable, 'own handler': 200, 'other handler': 200 }),
    fields: {
      'own handler': 'activities next',
      'other handler': 'activities next',
      rest: 'activities[centre community id kind next number shifts state title] next',
    },
    ask: async () => {
      await draft('own')
      return get('/api/desk/activities')
    },
  },
  'GET /api/desk/activities/teams': {
    expected: desk({ ...readable, 'own handler': 200, 'other handler': 200 }),
    fields: { 'own handler': 'teams', 'other handler': 'teams', rest: 'teams[centre id name]' },
    ask: async () => {
      await aTeam()
      return get('/api/desk/activities/teams')
    },
  },
  // 422: allowed, and no centre of theirs to plan for.
  'POST /api/desk/activities': {
    expected: desk({ moderator: 201, 'own handler': 422, 'other handler': 422, 'centre handler': 201 }),
    fields: 'again id',
    ask: () => json('/api/desk/activities', anActivityForm()),
  },
  'GET /api/desk/activities/:id': {
    expected: desk({ ...readable, ...outOfReach() }),
    fields:
      'activity{bring cancelledAt cancelledSaid centre changedAt community contactName contactPhone createdAt id kind minAge number place skills state street team text title version} shifts[cancelUntil cancelledAt cancelledSaid capacity closesAt endsAt id movedAt opensAt reserved startsAt state taken version waiting]',
    others: desk({ ...readable, ...nowhere }),
    hidden: DRAFT,
    deleted: desk({ ...readable, ...outOfReach() }),
    ask: async (_, of) => get('/api/desk/activities/' + (await draft(of)).activity.id),
  },
  'PUT /api/desk/activities/:id': {
    expected: desk({ moderator: 200, ...outOfReach() }),
    fields: 'id',
    others: desk({ moderator: 200, ...nowhere }),
    hidden: DRAFT,
    deleted: desk({ moderator: 422, ...outOfReach(422) }),
    ask: async (_on, of) => {
      const { activity } = await draft(of)
      const { key: _, ...form } = anActivityForm()
      const body = { ...form, version: activity.version }
      return { path: '/api/desk/activities/' + activity.id, init: { method: 'PUT', json: body } }
    },
  },
  'POST /api/desk/activities/:id/moves': {
    expected: desk({ moderator: 200, ...outOfReach() }),
    fields: 'id n',
    others: desk({ moderator: 200, ...nowhere }),
    hidden: DRAFT,
    deleted: desk({ moderator: 422, ...outOfReach(422) }),
    ask: async (_, of) => {
      const { id, version } = (await draft(of)).activity
      return json(`/api/desk/activities/${id}/moves`, { move: 'publish', version })
    },
  },
  'POST /api/desk/activities/:id/shifts': {
    expected: desk({ moderator: 201, ...outOfReach(201) }),
    fields: 'id',
    others: desk({ moderator: 201, ...nowhere }),
    hidden: DRAFT,
    deleted: desk({ moderator: 422, ...outOfReach(422) }),
    ask: async (_, of) => {
      const { id, version } = (await draft(of)).activity
      return json(`/api/desk/activities/${id}/shifts`, { ...aShiftForm(20), version })
    },
  },
  'GET /api/desk/shifts/:id': {
    expected: desk({ ...readable, ...outOfReach() }),
    fields:
      'activity{bring cancelledAt cancelledSaid centre changedAt community contactName contactPhone createdAt id kind minAge number place skills state street team text title version} shift{cancelUntil cancelledAt cancelledSaid capacity closesAt endsAt id movedAt opensAt reserved startsAt state taken version waiting}',
    others: desk({ ...readable, ...nowhere }),
    hidden: DRAFT,
    deleted: desk({ ...readable, ...outOfReach() }),
    ask: async (_, of) => get('/api/desk/shifts/' + (await draft(of)).shifts[0]!.id),
  },
  'PUT /api/desk/shifts/:id': {
    expected: desk({ moderator: 200, ...outOfReach() }),
    fields: 'activity id moved',
    others: desk({ moderator: 200, ...nowhere }),
    hidden: DRAFT,
    deleted: desk({ moderator: 422, ...outOfReach(422) }),
    ask: async (_, of) => {
      const shift = (await draft(of)).shifts[0]!
      return { path: '/api/desk/shifts/' + shift.id, init: { method: 'PUT', json: formOf(shift) } }
    },
  },
  'POST /api/desk/shifts/:id/moves': {
    expected: desk({ moderator: 200, ...outOfReach() }),
    fields: 'activity id',
    others: desk({ moderator: 200, ...nowhere }),
    hidden: DRAFT,
    deleted: desk({ moderator: 422, ...outOfReach(422) }),
    ask: async (_, of) => {
      const { id, version } = (await draft(of)).shifts[0]!
      return json(`/api/desk/shifts/${id}/moves`, { move: 'cancel', version, said: '不办了，另行通知' })
    },
  },
}
