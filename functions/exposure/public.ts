import { Hono } from 'hono'
import { AppealInput } from '../domain/appeal-input.ts'
import { TrackInput } from '../domain/tracked-move.ts'
import type { App } from '../http/app-types.ts'
import { clientAddress } from '../http/client-address.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { fileAppeal } from './file-appeal.ts'
import { countTakeDowns } from './list-exposures.ts'
import { trackAppeal } from './track-appeal.ts'

/** Appeals of anyone shown, and what became of them. */
export const publicAppeals = new Hono<App>()
  .post('/', async (c) => {
    const input = await readJson(c, AppealInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await fileAppeal(c.env, input.value, clientAddress(c), Date.now())
    if (!outcome.ok) return problem(c, outcome.issues)
    return c.json(outcome.value.filed, outcome.value.again ? 200 : 201)
  })
  .post('/track', async (c) => {
    const input = await readJson(c, TrackInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await trackAppeal(c.env, input.value.receipt, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

/** How many cases were taken off the board, and why. */
export const publicExposure = new Hono<App>().get('/take-downs', async (c) =>
  c.json({ counts: await countTakeDowns(c.env) }),
)
