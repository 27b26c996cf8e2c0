import { aTeam, aTeamForm } from '../../fixtures/teams.ts'
import { env } from '#test-host'
import { desk, get, json, NEVER_HIDDEN, NOBODYS, type Row, type State } from './rows.ts'

/** A team; one that has ended. */
const team = async (of: State) => {
  const { id } = await aTeam()
  if (of === 'deleted')
    await env.DB.prepare('UPDATE teams SET ended_at = 1, code_hash = NULL WHERE id = ?').bind(id).run()
  return id
}

/** The routes of volunteer teams at the desk. */
export const teamRows: Record<string, Row> = {
  'GET /api/desk/teams': {
    expected: desk({ moderator: 200, supervisor: 200, administrator: 200, 'own handler': 200, 'other handler': 200 }),
    fields: {
      'own handler': 'teams',
      'other handler': 'teams',
      rest: 'teams[centre createdAt endedAt feed hasCode id name version]',
    },
    ask: async () => {
      await team('own')
      return get('/api/desk/teams')
    },
  },
  'POST /api/desk/teams': {
    expected: desk({ moderator: 201 }),
    fields: 'code id',
    ask: () => json('/api/desk/teams', aTeamForm()),
  },
  'POST /api/desk/teams/:id/moves': {
    expected: desk({ moderator: 200 }),
    fields: 'code id',
    others: NOBODYS,
    hidden: NEVER_HIDDEN,
    deleted: desk({ moderator: 422 }),
    ask: async (_, of) => json('/api/desk/teams/' + (await team(of)) + '/moves', { move: 'new_code', version: 1 }),
  },
  'POST /api/desk/teams/:id/contact': {
    expected: desk({ moderator: 200 }),
    fields: 'name phone',
    others: NOBODYS,
    hidden: NEVER_HIDDEN,
    deleted: desk({ moderator: 200 }),
    ask: async (_, of) => json('/api/desk/teams/' + (await team(of)) + '/contact', { reason: '要和队长核对时间' }),
  },
}
