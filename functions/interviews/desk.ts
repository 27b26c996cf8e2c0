import { Hono } from 'hono'
import { InterviewerInput, InterviewerMove, QuotasInput } from '../domain/interview-input.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { makeInterviewer } from './make-interviewer.ts'
import { moveInterviewer } from './move-interviewer.ts'
import { readSample } from './read-sample.ts'
import { setQuotas } from './set-quotas.ts'

/** Quotas and interviewers as staff keep them; `requireStaff` stands before the mount. */
export const deskInterviews = new Hono<App>()
  .get('/:id/sample', requires('survey:read'), async (c) => {
    const outcome = await readSample(c.env, c.req.param('id'))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/quotas', requires('survey:sample'), async (c) => {
    const input = await readJson(c, QuotasInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await setQuotas(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/interviewers', requires('survey:sample'), async (c) => {
    const input = await readJson(c, InterviewerInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await makeInterviewer(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .post('/:id/interviewers/:interviewer/moves', requires('survey:sample'), async (c) => {
    const move = await readJson(c, InterviewerMove)
    if (!move.ok) return problem(c, move.issues)
    const { id, interviewer } = c.req.param()
    const outcome = await moveInterviewer(c.env, id, interviewer, move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
