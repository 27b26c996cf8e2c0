import { Hono } from 'hono'
import { ReasonInput, TeamInput, TeamMove } from '../domain/team-input.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { paths } from '../paths.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { requires } from '../staff/guards.ts'
import { makeTeam } from './make-team.ts'
import { moveTeam } from './move-team.ts'
import { listTeams, type TeamRow } from './rows.ts'
import { unsealLeader } from './unseal-leader.ts'

const teamView = (row: TeamRow) => ({
  id: row.id,
  name: row.name,
  centre: row.centre,
  version: row.version,
  hasCode: row.has_code === 1,
  feed: row.ended_at === null ? paths.api.teamCalendar(row.feed_key) : null,
  createdAt: row.created_at,
  endedAt: row.ended_at,
})
export type TeamView = ReturnType<typeof teamView>

/** Volunteer teams as staff keep them; `requireStaff` stands before the mount. */
export const deskTeams = new Hono<App>()
  .get('/', requires('team:read'), async (c) => {
    const rows = await listTeams(c.env.DB, centresJson(c.var.staff))
    return c.json({ teams: rows.map(teamView) })
  })
  .post('/', requires('team:manage'), async (c) => {
    const input = await readJson(c, TeamInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await makeTeam(c.env, input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .post('/:id/moves', requires('team:manage'), async (c) => {
    const move = await readJson(c, TeamMove)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveTeam(c.env, c.req.param('id'), move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/contact', requires('team:manage'), async (c) => {
    const input = await readJson(c, ReasonInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await unsealLeader(c.env, c.req.param('id'), input.value.reason, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
