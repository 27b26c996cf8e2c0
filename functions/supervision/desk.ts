import { Hono } from 'hono'
import { ReboundInput, readSlipFilter, SlipInput, SlipMoveInput, UrgencyInput } from '../domain/slip-input.ts'
import type { App } from '../http/app-types.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { issueByHand } from './issue-by-hand.ts'
import { moveSlip } from './move-slip.ts'
import { markReboundByHand, markUrgent } from '../tip-offs/mark-case.ts'
import { countWaiting, listSlips, readSlip } from './read-slips.ts'

/** Supervision slips: white, yellow and red. */
export const deskSlips = new Hono<App>()
  .get('/', requires('slip:read'), async (c) => {
    const filter = readSlipFilter((name) => c.req.query(name))
    return c.json(await listSlips(c.env, filter, c.var.staff, c.req.query('after')))
  })
  .post('/', requires('slip:issue'), async (c) => {
    const input = await readJson(c, SlipInput)
    if (!input.ok) return problem(c, input.issues)
    const asked = { requestId: c.var.requestId, now: Date.now() }
    const outcome = await issueByHand(c.env, input.value, c.var.staff, asked)
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .get('/waiting', requires('slip:read'), async (c) => c.json(await countWaiting(c.env, c.var.staff)))
  .get('/:id', requires('slip:read'), async (c) => {
    const outcome = await readSlip(c.env, c.req.param('id'), c.var.staff, Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/moves', requires('slip:move'), async (c) => {
    const input = await readJson(c, SlipMoveInput)
    if (!input.ok) return problem(c, input.issues)
    const asked = { requestId: c.var.requestId, now: Date.now() }
    const outcome = await moveSlip(c.env, c.req.param('id'), input.value, c.var.staff, asked)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

/** The office's marks on a case: urgent (加急), rebound (反弹). */
export const deskMarks = new Hono<App>()
  .post('/:id/urgency', requires('tip_off:mark'), async (c) => {
    const input = await readJson(c, UrgencyInput)
    if (!input.ok) return problem(c, input.issues)
    const asked = { requestId: c.var.requestId, now: Date.now() }
    const outcome = await markUrgent(c.env, c.req.param('id'), input.value, c.var.staff, asked)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/rebound', requires('tip_off:mark'), async (c) => {
    const input = await readJson(c, ReboundInput)
    if (!input.ok) return problem(c, input.issues)
    const asked = { requestId: c.var.requestId, now: Date.now() }
    const outcome = await markReboundByHand(c.env, c.req.param('id'), input.value, c.var.staff, asked)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
