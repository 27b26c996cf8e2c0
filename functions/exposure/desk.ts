import { Hono } from 'hono'
import { AppealAnswer } from '../domain/appeal-input.ts'
import { ExposureDecision, ExposureInput, TakeDownInput } from '../domain/exposure-input.ts'
import { ReasonInput } from '../domain/team-input.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { answerAppeal } from './answer-appeal.ts'
import { decideExposure } from './decide-exposure.ts'
import { listExposures } from './list-exposures.ts'
import { proposeExposure } from './propose-exposure.ts'
import { listAppeals, readAppeal } from './read-appeals.ts'
import { readExposure } from './read-exposure.ts'
import { takeDown } from './take-down.ts'
import { unsealAppeal } from './unseal-appeal.ts'

/** The exposure board at the desk: what waits for a second person, what ends soon, what was taken down. */
export const deskExposures = new Hono<App>()
  .get('/', requires('exposure:read'), async (c) =>
    c.json(await listExposures(c.env, c.var.staff, c.req.query('before'), Date.now())),
  )
  .post('/:id/decisions', requires('exposure:decide'), async (c) => {
    const input = await readJson(c, ExposureDecision)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await decideExposure(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

/** One case and the exposure board. */
export const deskCaseExposure = new Hono<App>()
  .get('/:id/exposure', requires('exposure:read'), async (c) => {
    const outcome = await readExposure(c.env, c.req.param('id'), c.var.staff, Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/exposure', requires('exposure:propose'), async (c) => {
    const input = await readJson(c, ExposureInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await proposeExposure(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .post('/:id/take-downs', requires('exposure:take_down'), async (c) => {
    const input = await readJson(c, TakeDownInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await takeDown(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

/** Appeals as the office answers them. */
export const deskAppeals = new Hono<App>()
  .get('/', requires('appeal:read'), async (c) =>
    c.json(await listAppeals(c.env, c.var.staff, c.req.query('before'), Date.now())),
  )
  .get('/:id', requires('appeal:read'), async (c) => {
    const outcome = await readAppeal(c.env, c.req.param('id'), c.var.staff, Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/answers', requires('appeal:answer'), async (c) => {
    const input = await readJson(c, AppealAnswer)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await answerAppeal(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/contact', requires('contact:unseal'), async (c) => {
    const input = await readJson(c, ReasonInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await unsealAppeal(c.env, c.req.param('id'), input.value.reason, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
