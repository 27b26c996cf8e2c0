import { Hono } from 'hono'
import { RuleInput, RuleMove } from '../domain/routing-input.ts'
import type { App } from '../http/app-types.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { addRule, moveRule } from './change-rules.ts'
import { listElsewhere } from './list-elsewhere.ts'
import { readList } from './rows.ts'
import { rulesView } from './rules-view.ts'
import { tryRouting } from './try-routing.ts'

/** The rules by which a case finds its unit; `requireStaff` stands before the mount. */
export const deskRouting = new Hono<App>()
  .get('/', requires('routing:read'), async (c) => c.json(rulesView(await readList(c.env.DB))))
  .get('/try', requires('routing:read'), async (c) => {
    const { category = '', community = '', placeKind = '', point = '' } = c.req.query()
    const outcome = await tryRouting(c.env, { category, community, placeKind, point })
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/elsewhere', requires('routing:read'), async (c) => c.json(await listElsewhere(c.env, c.req.query('after'))))
  .post('/', requires('routing:manage'), async (c) => {
    const input = await readJson(c, RuleInput)
    if (!input.ok) return problem(c, input.issues)
    const asked = { requestId: c.var.requestId, now: Date.now() }
    const outcome = await addRule(c.env, input.value, c.var.staff, asked)
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .post('/:id/moves', requires('routing:manage'), async (c) => {
    const move = await readJson(c, RuleMove)
    if (!move.ok) return problem(c, move.issues)
    const asked = { requestId: c.var.requestId, now: Date.now() }
    const outcome = await moveRule(c.env, c.req.param('id'), move.value, c.var.staff, asked)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
