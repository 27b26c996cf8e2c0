import { Hono } from 'hono'
import { CorrectInput, MarksInput } from '../domain/attendance.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { applyMarks } from './apply-marks.ts'
import { correctRecord } from './correct-record.ts'
import { findShiftOfCode } from './find-shift-of-code.ts'
import { listDisputes } from './list-disputes.ts'
import { readRoster } from './read-roster.ts'
import { showSpotCode } from './show-spot-code.ts'

/** Rosters, marks and records as organisers work on them; `requireStaff` stands before the mount. */
export const deskAttendance = new Hono<App>()
  .get('/disputes', requires('attendance:read'), async (c) => c.json(await listDisputes(c.env, c.var.staff)))
  .get('/codes/:code', requires('attendance:mark'), async (c) => {
    const outcome = await findShiftOfCode(c.env, c.req.param('code'), c.var.staff)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/records/:id', requires('record:correct'), async (c) => {
    const input = await readJson(c, CorrectInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await correctRecord(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/:shift', requires('attendance:read'), async (c) => {
    const outcome = await readRoster(c.env, c.req.param('shift'), c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:shift/marks', requires('attendance:mark'), async (c) => {
    const input = await readJson(c, MarksInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await applyMarks(c.env, c.req.param('shift'), input.value.marks, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/:shift/spot-code', requires('attendance:mark'), async (c) => {
    const outcome = await showSpotCode(c.env, c.req.param('shift'), c.var.staff, Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
