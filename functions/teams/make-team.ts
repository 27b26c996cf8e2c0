import { violatesUnique } from '../db/violation.ts'
import { findCentre } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { TeamInput } from '../domain/team-input.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { base64url, seal } from '../staff/keys.ts'
import { insertTeam } from './rows.ts'
import { newTeamCode, teamCodeHash } from './team-code.ts'

/**
 * Makes a team and the code its leader opens it with, which is told this once. Who leads it is kept sealed.
 * `centre.missing` for a centre the district does not have, `team_name.taken` when another team has the name.
 */
export async function makeTeam(
  env: Env,
  input: TeamInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ id: string; code: string }>> {
  if (!findCentre(input.centre)) return refused('centre.missing', 'centre')
  const id = crypto.randomUUID()
  const code = newTeamCode()
  const leader = JSON.stringify({ name: input.leaderName, phone: input.leaderPhone })
  const act = { staff, action: 'team:make', object: { kind: 'team' as const, id }, ...asked }
  const team = {
    id,
    name: input.name,
    centre: input.centre,
    leaderSealed: await seal(env, 'vault', leader, id),
    codeHash: await teamCodeHash(env.PORTAL_SECRET, code),
    feedKey: base64url(crypto.getRandomValues(new Uint8Array(18))),
    now: asked.now,
  }
  try {
    await env.DB.batch([insertTeam(env.DB, team), recordAct(env.DB, { ...act, result: 'ok' })])
  } catch (error) {
    if (!violatesUnique(error, 'teams.name')) throw error
    await recordRefusal(env.DB, act, 'team_name.taken')
    return refused('team_name.taken', 'name')
  }
  return done({ id, code })
}
