import { findActivityKind, findCentre, findCommunity, findSkill } from '../district.ts'
import type { ActivityInput } from '../domain/activity-input.ts'
import { done, type Issue, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { reachesCentre } from '../staff/centre-scope.ts'
import type { Placed } from './change-rows.ts'
import { isTeamOf } from './desk-rows.ts'

/**
 * Checks what an activity names against the district: kind, centre (within reach), community, skills and team, and adds
 * the street. Codes: `activity_kind.missing`, `centre.missing`, `centre.not_yours`, `activity_community.missing`,
 * `skills.unknown`, `activity_team.unknown`.
 */
export async function placeActivity(env: Env, input: ActivityInput, staff: Staff): Promise<Outcome<Placed>> {
  const issues: Issue[] = []
  const community = findCommunity(input.community)
  if (!findActivityKind(input.kind)) issues.push({ code: 'activity_kind.missing', field: 'kind' })
  if (!findCentre(input.centre)) issues.push({ code: 'centre.missing', field: 'centre' })
  else if (!reachesCentre(staff, input.centre)) issues.push({ code: 'centre.not_yours', field: 'centre' })
  if (!community) issues.push({ code: 'activity_community.missing', field: 'community' })
  if (!input.skills.every((skill) => findSkill(skill))) issues.push({ code: 'skills.unknown', field: 'skills' })
  if (issues.length === 0 && input.team !== '') {
    const known = isUuid(input.team) && (await isTeamOf(env.DB, input.team, input.centre))
    if (!known) issues.push({ code: 'activity_team.unknown', field: 'team' })
  }
  if (issues.length > 0 || !community) return { ok: false, issues }
  return done({ ...input, skills: [...new Set(input.skills)], street: community.street.id })
}
