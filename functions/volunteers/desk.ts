import { Hono } from 'hono'
import { DeskSignUpInput, ReasonOnly, VolunteerMove } from '../domain/desk-volunteer-input.ts'
import { parse } from '../domain/parse.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { exportVolunteers } from './export-volunteers.ts'
import { importVolunteers } from './import-volunteers.ts'
import { lookOverList } from './look-over-list.ts'
import { moveVolunteer } from './move-volunteer.ts'
import { readVolunteer, readVolunteers } from './read-volunteers.ts'
import { signUpAtDesk } from './desk-sign-up.ts'
import { unsealVolunteer } from './unseal-volunteer.ts'

/** Volunteers as the desk keeps their books; `requireStaff` stands before the mount. */
export const deskVolunteers = new Hono<App>()
  .get('/', requires('volunteer:read'), async (c) => {
    const { q, after } = c.req.query()
    return c.json(await readVolunteers(c.env, { q, after }))
  })
  .get('/export', requires('volunteer:export'), async (c) => {
    const { format, reason = '' } = c.req.query()
    const read = parse(ReasonOnly, { reason })
    if (!read.ok) return problem(c, read.issues)
    const kind = format === 'xlsx' ? 'xlsx' : 'csv'
    const { body, type, name } = await exportVolunteers(c.env, kind, read.value.reason, c.var.staff, askedOf(c))
    c.header('content-type', type)
    c.header('content-disposition', `attachment; filename="${name}"`)
    c.header('cache-control', 'no-store')
    return c.body(body)
  })
  .post('/sign-ups', requires('activity:manage'), async (c) => {
    const input = await readJson(c, DeskSignUpInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await signUpAtDesk(c.env, input.value, c.var.staff, askedOf(c))
    if (!outcome.ok) return problem(c, outcome.issues)
    return c.json(outcome.value, outcome.value.again ? 200 : 201)
  })
  // The file itself as the body; without `confirm` it is only looked over.
  .post('/import', requires('volunteer:import'), async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    const { confirm, centre = '' } = c.req.query()
    if (confirm === undefined) {
      const looked = await lookOverList(c.env, bytes, Date.now())
      return looked.ok ? c.json(looked.value.report) : problem(c, looked.issues)
    }
    const outcome = await importVolunteers(c.env, bytes, { confirm, centre }, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/:id', requires('volunteer:read'), async (c) => {
    const outcome = await readVolunteer(c.env, c.req.param('id'))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/contact', requires('volunteer:unseal'), async (c) => {
    const input = await readJson(c, ReasonOnly)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await unsealVolunteer(c.env, c.req.param('id'), input.value.reason, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/moves', requires('volunteer:unseal'), async (c) => {
    const move = await readJson(c, VolunteerMove)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveVolunteer(c.env, c.req.param('id'), move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
