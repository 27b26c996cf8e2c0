import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { countStatement, judge, limits } from '../http/limits.ts'
import { invitationHash } from './invitation-token.ts'
import { findInvitation, type InvitationRow } from './invitation-rows.ts'

const refusalOf = (row: InvitationRow, now: number): string | null => {
  if (row.used_at !== null) return 'invitation.used'
  if (row.revoked_at !== null || row.disabled_at !== null) return 'invitation.revoked'
  if (row.expires_at <= now) return 'invitation.expired'
  return row.inviter_disabled === null ? null : 'invitation.inviter_gone'
}

/**
 * The invitation this token opens. `invitation.unknown`, and `request.too_many` after ten unknown ones a minute from one
 * address, a hundred from all; `invitation.used`, `.revoked`, `.expired`, `.inviter_gone` for who holds a real one.
 */
export async function openInvitation(
  env: Env,
  token: string,
  asked: { address: string; now: number },
): Promise<Outcome<InvitationRow>> {
  const { address, now } = asked
  const row = await findInvitation(env.DB, await invitationHash(env.PORTAL_SECRET, token))
  if (row) {
    const code = refusalOf(row, now)
    return code ? refused(code) : done(row)
  }
  if (env.LIMITS === 'off') return refused('invitation.unknown', 'token')
  const [mine, all] = await env.DB.batch<{ count: number }>([
    await countStatement(env, limits.wrongInvitation, address, now),
    await countStatement(env, limits.wrongInvitationByAll, '', now),
  ])
  const judged = [
    judge(limits.wrongInvitation, mine?.results[0]?.count ?? 1, now),
    judge(limits.wrongInvitationByAll, all?.results[0]?.count ?? 1, now),
  ]
  return (judged.find((one) => !one.ok) as Outcome<never> | undefined) ?? refused('invitation.unknown', 'token')
}
