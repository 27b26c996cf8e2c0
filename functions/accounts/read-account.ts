import { done, refused, type Outcome } from '../domain/outcome.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { SESSION } from '../staff/sessions.ts'
import { findAccount, listSessions, type AccountRow, type SessionOfRow } from './account-rows.ts'

export type AccountState = 'active' | 'invited' | 'disabled'

const stateOf = (row: AccountRow): AccountState => {
  if (row.disabled_at !== null) return 'disabled'
  return row.has_password === 1 || row.passkeys > 0 ? 'active' : 'invited'
}

/** An account as the desk sees it: nothing of its secrets, only which ways in there are. */
export const accountView = (row: AccountRow) => ({
  id: row.id,
  signInName: row.sign_in_name,
  name: row.name,
  role: row.role,
  unit: row.unit,
  state: stateOf(row),
  hasPassword: row.has_password === 1,
  passkeys: row.passkeys,
  invitedUntil: row.invited_until,
  demo: row.demo === 1,
  version: row.version,
  createdAt: row.created_at,
  signedInAt: row.signed_in_at,
  disabledAt: row.disabled_at,
})
export type AccountView = ReturnType<typeof accountView>

export const sessionView = (row: SessionOfRow) => ({
  id: row.id,
  device: row.device,
  method: row.method,
  startedAt: row.created_at,
  seenAt: row.seen_at,
})
export type SessionView = ReturnType<typeof sessionView>

/** One account with its live sessions. `account.not_found`. */
export async function readAccount(
  env: Env,
  id: string,
  now: number,
): Promise<Outcome<{ account: AccountView; sessions: SessionView[] }>> {
  const row = isUuid(id) ? await findAccount(env.DB, id) : null
  if (!row) return refused('account.not_found')
  const sessions = await listSessions(env.DB, id, now, now - SESSION.idleMs)
  return done({ account: accountView(row), sessions: sessions.map(sessionView) })
}
