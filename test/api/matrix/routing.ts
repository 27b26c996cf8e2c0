import { env } from '#test-host'
import { added, forgetRules } from '../../fixtures/routing.ts'
import { desk, get, json, readers, staff, type Row } from './rows.ts'

const version = async () =>
  (await env.DB.prepare('SELECT version FROM routing_list').first<{ version: number }>())!.version

/** The routes of the rules by which a case finds its unit. */
export const routingRows: Record<string, Row> = {
  'GET /api/desk/routing': { expected: desk(readers), ask: () => get('/api/desk/routing') },
  'GET /api/desk/routing/try': {
    expected: desk(readers),
    ask: () => get('/api/desk/routing/try?category=waste-overflow&community=liuan'),
  },
  'GET /api/desk/routing/elsewhere': { expected: desk(readers), ask: () => get('/api/desk/routing/elsewhere') },
  'POST /api/desk/routing': {
    expected: desk({ administrator: 201 }),
    ask: async () => {
      await forgetRules()
      const rule = { matter: 'group:waste', place: 'street:heyuan-street', unit: 'parks' }
      return json('/api/desk/routing', { ...rule, version: await version() })
    },
  },
  'POST /api/desk/routing/:id/moves': {
    expected: desk({ administrator: 200 }),
    ask: async () => {
      await forgetRules()
      const id = await added(staff.administrator!, 'any', 'community:liuan', 'heyuan-street')
      return json(`/api/desk/routing/${id}/moves`, { move: 'end', version: await version() })
    },
  },
}
