import { unitFor, type AccountMove } from '../domain/account-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { checkPlace } from '../staff/check-staff.ts'
import * as rows from './account-rows.ts'
import { insertInvitation } from './invitation-rows.ts'
import { newInvitation, type Invited } from './invite-staff.ts'

type Moved = { id: string; invited: Invited | null }

/** Whether the account is such that the move means something. */
const canMove = (account: rows.AccountRow, { move }: AccountMove): boolean => {
  if (move === 'enable') return account.disabled_at !== null
  if (move === 'disable') return account.disabled_at === null
  if (move === 'revoke_invitation') return account.invited_until !== null
  return move !== 'reset' || (account.disabled_at === null && account.demo === 0)
}

/**
 * Changes somebody else's account: role and unit, its end and return, its ways in set anew by a one-time link (told this
 * once), an invitation taken back, its sessions ended. Whatever it was, who was signed in is not any more, but for
 * `enable` and `revoke_invitation`. `account.own` for one's own; an administrator always stays: who acts must be one.
 * `account.not_found`, `account.cannot_now`, `staff.changed_meanwhile` for a stale page.
 */
export async function moveAccount(
  env: Env,
  id: string,
  input: AccountMove,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<Moved>> {
  const { now } = asked
  const act = { staff, action: 'staff:' + input.move, object: { kind: 'staff' as const, id }, ...asked }
  const refuse = async (code: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code)
  }
  const account = isUuid(id) ? await rows.findAccount(env.DB, id) : null
  if (!account) return refused('account.not_found')
  if (id === staff.id) return refuse('account.own')
  if (account.version !== input.version) return refuse('staff.changed_meanwhile')
  if (!canMove(account, input)) return refuse('account.cannot_now')
  if (input.move === 'change') {
    const place = checkPlace({ role: input.role, unit: unitFor(input.role, input.unit) })
    if (!place.ok) return place
  }

  const guard = rows.whileMovable(id, input.version, staff.id)
  const { DB } = env
  let invited: Invited | null = null
  const statementsOf = async (): Promise<Statement[]> => {
    switch (input.move) {
      case 'change':
        return [rows.endSessions(DB, guard), rows.changePlace(DB, input.role, unitFor(input.role, input.unit), guard)]
      case 'disable':
        return [
          rows.endSessions(DB, guard),
          rows.revokeInvitations(DB, now, guard),
          rows.disableAccount(DB, now, guard),
        ]
      case 'enable':
        return [rows.enableAccount(DB, guard)]
      case 'revoke_invitation':
        return [rows.revokeInvitations(DB, now, guard), rows.touchAccount(DB, guard)]
      case 'end_sessions':
        return [rows.endSessions(DB, guard), rows.touchAccount(DB, guard)]
      case 'reset': {
        const { token, row } = await newInvitation(env, staff.id, now)
        invited = { id, token, expiresAt: row.expiresAt }
        return [
          rows.endSessions(DB, guard),
          rows.deletePasskeysOf(DB, guard),
          rows.deleteRecoveryCodes(DB, guard),
          rows.revokeInvitations(DB, now, guard),
          insertInvitation(DB, row, guard),
          rows.emptyAccount(DB, guard),
        ]
      }
    }
  }
  const detail = input.move === 'change' ? `${account.role} → ${input.role}` : null
  const results = await DB.batch([recordAct(DB, { ...act, result: 'ok', detail }, guard), ...(await statementsOf())])
  if (results.at(-1)?.meta.changes === 0) return refuse('staff.changed_meanwhile')
  return done({ id, invited })
}
