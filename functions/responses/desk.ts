import { Hono } from 'hono'
import { PaperInput } from '../domain/response-input.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { enterPaper } from './enter-paper.ts'

/** Paper answers entered by staff; `requireStaff` stands before the mount. */
export const deskResponses = new Hono<App>().post('/:id/responses', requires('survey:enter'), async (c) => {
  const input = await readJson(c, PaperInput)
  if (!input.ok) return problem(c, input.issues)
  const outcome = await enterPaper(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
  return outcome.ok ? c.json(outcome.value, outcome.value.again ? 200 : 201) : problem(c, outcome.issues)
})
