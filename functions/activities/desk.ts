import { Hono } from 'hono'
import * as v from 'valibot'
import { ActivityChange, ActivityInput, ActivityMove, ShiftMove } from '../domain/activity-input.ts'
import { ShiftChange } from '../domain/shift-input.ts'
import { MALFORMED } from '../domain/text.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { addShift } from './add-shift.ts'
import { changeActivity } from './change-activity.ts'
import { changeShift } from './change-shift.ts'
import { createActivity } from './create-activity.ts'
import { moveActivity } from './move-activity.ts'
import { moveShift } from './move-shift.ts'
import { listActivities, listTeamsToName, readActivity, readShift } from './read-activity.ts'

const NewActivity = v.strictObject({ ...ActivityInput.entries, key: v.string(MALFORMED) }, MALFORMED)
/** Activities as staff plan them; `requireStaff` stands before the mount. */
export const deskActivities = new Hono<App>()
  .get('/', requires('activity:read'), async (c) => {
    const { show, centre, after } = c.req.query()
    return c.json(await listActivities(c.env, c.var.staff, { show, centre, after, now: Date.now() }))
  })
  .get('/teams', requires('activity:read'), async (c) => c.json({ teams: await listTeamsToName(c.env, c.var.staff) }))
  .post('/', requires('activity:manage'), async (c) => {
    const input = await readJson(c, NewActivity)
    if (!input.ok) return problem(c, input.issues)
    const { key, ...activity } = input.value
    const outcome = await createActivity(c.env, key, activity, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value, outcome.value.again ? 200 : 201) : problem(c, outcome.issues)
  })
  .get('/:id', requires('activity:read'), async (c) => {
    const outcome = await readActivity(c.env, c.req.param('id'), c.var.staff)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .put('/:id', requires('activity:manage'), async (c) => {
    const input = await readJson(c, ActivityChange)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await changeActivity(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/moves', requires('activity:manage'), async (c) => {
    const move = await readJson(c, ActivityMove)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveActivity(c.env, c.req.param('id'), move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/shifts', requires('activity:manage'), async (c) => {
    const input = await readJson(c, ShiftChange)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await addShift(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })

/** One shift of an activity. */
export const deskShifts = new Hono<App>()
  .get('/:id', requires('activity:read'), async (c) => {
    const outcome = await readShift(c.env, c.req.param('id'), c.var.staff)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .put('/:id', requires('activity:manage'), async (c) => {
    const input = await readJson(c, ShiftChange)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await changeShift(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/moves', requires('activity:manage'), async (c) => {
    const move = await readJson(c, ShiftMove)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveShift(c.env, c.req.param('id'), move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
