import { Hono } from 'hono'
import { ResponseInput } from '../domain/response-input.ts'
import type { App } from '../http/app-types.ts'
import { clientAddress } from '../http/client-address.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { sendResponse } from './send-response.ts'

/** Taking answers from residents. */
export const publicResponses = new Hono<App>().post('/:slug/responses', async (c) => {
  const input = await readJson(c, ResponseInput)
  if (!input.ok) return problem(c, input.issues)
  const outcome = await sendResponse(c.env, c.req.param('slug'), input.value, clientAddress(c), Date.now())
  return outcome.ok ? c.json(outcome.value, outcome.value.again ? 200 : 201) : problem(c, outcome.issues)
})
