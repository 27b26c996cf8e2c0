import { refused, done, type Outcome } from '../domain/outcome.ts'
import { readReceipt } from '../domain/receipt.ts'
import type { Env } from '../http/app-types.ts'
import { countStatement, judge, limits } from '../http/limits.ts'
import { findTeamByCode } from './rows.ts'
import { teamCodeHash } from './team-code.ts'

/** The team a leader's code opens. */
export type OpenedTeam = { id: string; name: string; centre: string }

/**
 * The team whose leader's code was typed. `team.unknown_code` whatever is wrong with it, an ended team's or a replaced
 * code included; `request.too_many` after ten wrong ones a minute from one address, a hundred from all. A right code
 * always opens: nobody guesses 120 bits, but somebody could lock out everyone else behind a carrier's address.
 */
export async function openTeam(env: Env, code: string, address: string, now: number): Promise<Outcome<OpenedTeam>> {
  const read = readReceipt(code)
  // What cannot be a code is looked up all the same, so that it takes as long.
  const team = await findTeamByCode(env.DB, await teamCodeHash(env.PORTAL_SECRET, read ?? ''))
  if (team) return done(team)
  if (env.LIMITS === 'off') return refused('team.unknown_code', 'code')
  const [mine, all] = await env.DB.batch<{ count: number }>([
    await countStatement(env, limits.wrongTeamCode, address, now),
    await countStatement(env, limits.wrongTeamCodeByAll, '', now),
  ])
  const judged = [
    judge(limits.wrongTeamCode, mine?.results[0]?.count ?? 1, now),
    judge(limits.wrongTeamCodeByAll, all?.results[0]?.count ?? 1, now),
  ]
  return (judged.find((one) => !one.ok) as Outcome<never> | undefined) ?? refused('team.unknown_code', 'code')
}
