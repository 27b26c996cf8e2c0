import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { TeamMove } from '../domain/team-input.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findTeam, recordEnd, recordNewCode, whileTeamUnchanged } from './rows.ts'
import { newTeamCode, teamCodeHash } from './team-code.ts'

/**
 * Gives a team's leader a new code (told this once; the old one opens nothing any more) or ends the team.
 * `team.not_found`, `team.ended`, `team.changed_meanwhile` when somebody was faster.
 */
export async function moveTeam(
  env: Env,
  id: string,
  input: TeamMove,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ id: string; code: string | null }>> {
  const act = { staff, action: 'team:' + input.move, object: { kind: 'team' as const, id }, ...asked }
  const refuse = async (code: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code)
  }
  if (!isUuid(id)) return refused('team.not_found')
  const team = await findTeam(env.DB, id, null)
  if (!team) return refuse('team.not_found')
  if (team.ended_at !== null) return refuse('team.ended')
  const code = input.move === 'new_code' ? newTeamCode() : null
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileTeamUnchanged(id, input.version)),
    code === null
      ? recordEnd(env.DB, id, input.version, asked.now)
      : recordNewCode(env.DB, id, input.version, await teamCodeHash(env.PORTAL_SECRET, code)),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse('team.changed_meanwhile')
  return done({ id, code })
}
