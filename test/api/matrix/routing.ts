import { env } from '#test-host'
import { added, forgetRules, moveRule } from '../../fixtures/routing.ts'
import { desk, get, json, NEVER_HIDDEN, NOBODYS, readers, staff, type Row } from './rows.ts'

const version = async () =>
  (await env.DB.prepare('SELECT version FROM routing_list').first<{ version: number }>())!.version

const LIST = 'changedAt grids[community id name] rules[id matter neverFits number place unit unitGone] version'

/** The routes of the rules by which a case finds its unit. */
export const routingRows: Record<string, Row> = {
  'GET /api/desk/routing': {
    expected: desk(readers),
    fields: LIST,
    ask: async () => {
      await forgetRules()
      await added(staff.administrator!, 'any', 'community:liuan', 'heyuan-street')
      return get('/api/desk/routing')
    },
  },
  'GET /api/desk/routing/try': {
    expected: desk(readers),
    fields: 'asked community grid rule unit',
    ask: () => get('/api/desk/routing/try?category=waste-overflow&community=liuan'),
  },
  'GET /api/desk/routing/elsewhere': {
    expected: desk(readers),
    fields: 'cases[category community dueAt id landmark number rule unit version would] next',
    ask: async (_on) => {
      await forgetRules()
      await added(staff.administrator!, 'any', 'community:liuan', 'heyuan-street')
      return get('/api/desk/routing/elsewhere')
    },
  },
  'POST /api/desk/routing': {
    expected: desk({ administrator: 201 }),
    fields: LIST,
    ask: async () => {
      await forgetRules()
      const rule = { matter: 'group:waste', place: 'street:heyuan-street', unit: 'parks' }
      return json('/api/desk/routing', { ...rule, version: await version() })
    },
  },
  'POST /api/desk/routing/:id/moves': {
    expected: desk({ administrator: 200 }),
    fields: 'changedAt grids[community id name] rules version',
    others: NOBODYS,
    hidden: NEVER_HIDDEN,
    deleted: desk({ administrator: 404 }),
    ask: async (_on, state) => {
      await forgetRules()
      const id = await added(staff.administrator!, 'any', 'community:liuan', 'heyuan-street')
      if (state === 'deleted') await moveRule(staff.administrator!, id, { move: 'end' })
      return json(`/api/desk/routing/${id}/moves`, { move: 'end', version: await version() })
    },
  },
}
