import { aShift, aVolunteer, aVolunteerBody } from '../../fixtures/volunteers.ts'
import { env } from '#test-host'
import { eraseMe } from '../../../functions/volunteers/erase-me.ts'
import { desk, get, json, NEVER_HIDDEN, NOBODYS, readers, type Row, type State } from './rows.ts'

/** Somebody's book; of somebody who had themselves erased. */
const aBook = async (of: State) => {
  const volunteer = await aVolunteer()
  if (of === 'deleted') await eraseMe(env, volunteer, '', Date.now())
  return volunteer.id
}

/** The routes of volunteers' books at the desk. */
export const deskVolunteerRows: Record<string, Row> = {
  'GET /api/desk/volunteers': {
    expected: desk(readers),
    fields: 'next volunteers[ageBand community erased id lastDay minutes name number registeredAt skills times]',
    ask: async () => {
      await aBook('own')
      return get('/api/desk/volunteers')
    },
  },
  'GET /api/desk/volunteers/export': {
    expected: desk({ moderator: 200, administrator: 200 }),
    fields: 'text/csv',
    ask: () => get('/api/desk/volunteers/export?format=csv&reason=' + encodeURIComponent('年度报送')),
  },
  // 422: allowed, and an empty file is no list.
  'POST /api/desk/volunteers/import': {
    expected: desk({ moderator: 422, administrator: 422 }),
    ask: () => ({ path: '/api/desk/volunteers/import', init: { method: 'POST' } }),
  },
  'GET /api/desk/volunteers/:id': {
    expected: desk(readers),
    fields:
      'others records signUps volunteer{ageBand community erased id lastDay minutes name number registeredAt skills times}',
    others: NOBODYS,
    hidden: NEVER_HIDDEN,
    deleted: desk(readers),
    ask: async (_, of) => get('/api/desk/volunteers/' + (await aBook(of))),
  },
  'POST /api/desk/volunteers/:id/contact': {
    expected: desk({ moderator: 200 }),
    fields: 'born guardian name phone',
    others: NOBODYS,
    hidden: NEVER_HIDDEN,
    deleted: desk({ moderator: 422 }),
    ask: async (_, of) => json(`/api/desk/volunteers/${await aBook(of)}/contact`, { reason: '通知改期' }),
  },
  'POST /api/desk/volunteers/:id/moves': {
    expected: desk({ moderator: 200 }),
    fields: 'code id',
    others: NOBODYS,
    hidden: NEVER_HIDDEN,
    deleted: desk({ moderator: 422 }),
    ask: async (_, of) =>
      json(`/api/desk/volunteers/${await aBook(of)}/moves`, { move: 'new_code', reason: '电话核对过本人' }),
  },
  'POST /api/desk/volunteers/sign-ups': {
    expected: desk({ moderator: 201, 'own handler': 404, 'other handler': 404, 'centre handler': 201 }),
    fields: 'again code id number state',
    ask: async () => json('/api/desk/volunteers/sign-ups', aVolunteerBody((await aShift()).id)),
  },
}
