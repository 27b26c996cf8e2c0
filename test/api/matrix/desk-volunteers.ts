import { aShift, aVolunteer, aVolunteerBody } from '../../fixtures/volunteers.ts'
import { desk, get, json, readers, type Row } from './rows.ts'

/** The routes of volunteers' books at the desk. */
export const deskVolunteerRows: Record<string, Row> = {
  'GET /api/desk/volunteers': { expected: desk(readers), ask: () => get('/api/desk/volunteers') },
  'GET /api/desk/volunteers/export': {
    expected: desk({ moderator: 200, administrator: 200 }),
    ask: () => get('/api/desk/volunteers/export?format=csv&reason=' + encodeURIComponent('年度报送')),
  },
  // 422: allowed, and an empty file is no list.
  'POST /api/desk/volunteers/import': {
    expected: desk({ moderator: 422, administrator: 422 }),
    ask: () => ({ path: '/api/desk/volunteers/import', init: { method: 'POST' } }),
  },
  'GET /api/desk/volunteers/:id': {
    expected: desk(readers),
    ask: async () => get('/api/desk/volunteers/' + (await aVolunteer()).id),
  },
  'POST /api/desk/volunteers/:id/contact': {
    expected: desk({ moderator: 200 }),
    ask: async () => json(`/api/desk/volunteers/${(await aVolunteer()).id}/contact`, { reason: '通知改期' }),
  },
  'POST /api/desk/volunteers/:id/moves': {
    expected: desk({ moderator: 200 }),
    ask: async () =>
      json(`/api/desk/volunteers/${(await aVolunteer()).id}/moves`, { move: 'new_code', reason: '电话核对过本人' }),
  },
  'POST /api/desk/volunteers/sign-ups': {
    expected: desk({ moderator: 201, 'own handler': 404, 'other handler': 404, 'centre handler': 201 }),
    ask: async () => json('/api/desk/volunteers/sign-ups', aVolunteerBody((await aShift()).id)),
  },
}
