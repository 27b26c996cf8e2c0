import { aTeam, aTeamForm } from '../../fixtures/teams.ts'
import { desk, get, json, type Row } from './rows.ts'

/** The routes of volunteer teams at the desk. */
export const teamRows: Record<string, Row> = {
  'GET /api/desk/teams': {
    expected: desk({ moderator: 200, supervisor: 200, administrator: 200, 'own handler': 200, 'other handler': 200 }),
    ask: () => get('/api/desk/teams'),
  },
  'POST /api/desk/teams': {
    expected: desk({ moderator: 201 }),
    ask: () => json('/api/desk/teams', aTeamForm()),
  },
  'POST /api/desk/teams/:id/moves': {
    expected: desk({ moderator: 200 }),
    ask: async () => json('/api/desk/teams/' + (await aTeam()).id + '/moves', { move: 'new_code', version: 1 }),
  },
  'POST /api/desk/teams/:id/contact': {
    expected: desk({ moderator: 200 }),
    ask: async () => json('/api/desk/teams/' + (await aTeam()).id + '/contact', { reason: '要和队长核对时间' }),
  },
}
