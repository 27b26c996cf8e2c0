import { done, refused, type Outcome } from '../domain/outcome.ts'
import { passwordDueAt } from '../domain/staff-profile.ts'
import type { Env } from '../http/app-types.ts'
import { profileName, staffProfile } from '../staff/profile.ts'
import { findStaffById } from '../staff/rows.ts'
import { FRESH_MS, SESSION } from '../staff/sessions.ts'
import { listSessions } from './account-rows.ts'
import type { Own } from './own-asked.ts'
import { countRecoveryCodes } from './own-rows.ts'
import { listPasskeys } from './passkey-rows.ts'
import { sessionView } from './read-account.ts'

const view = async (env: Env, { staff, session, party, now }: Own) => {
  const row = await findStaffById(env.DB, staff.id)
  if (!row) return null
  const passkeys = await listPasskeys(env.DB, staff.id)
  const sessions = await listSessions(env.DB, staff.id, now, now - SESSION.idleMs)
  return {
    staff,
    signInName: row.sign_in_name,
    demo: row.demo === 1,
    profile: { name: profileName(), ...staffProfile(), idleMinutes: SESSION.idleMs / 60_000 },
    password: row.password_hash !== null,
    passwordSetAt: row.password_set_at,
    passwordDueAt: passwordDueAt(staffProfile(), row.password_set_at),
    passwordDue: session.passwordDue,
    recoveryCodes: await countRecoveryCodes(env.DB, staff.id),
    passkeys: passkeys.map((one) => ({ id: one.id, name: one.name, createdAt: one.created_at, usedAt: one.used_at })),
    passkeysPossible: party !== null,
    sessions: sessions.map((one) => ({ ...sessionView(one), here: one.id === session.id })),
    /** Until when new ways in may be opened without showing a second factor again. */
    provedUntil: session.provedAt + FRESH_MS,
    fresh: session.provedAt > now - FRESH_MS,
  }
}
export type OwnAccount = NonNullable<Awaited<ReturnType<typeof view>>>

/** Everything somebody sets for themselves, as it stands; no secret in it. */
export async function readOwnAccount(env: Env, own: Own): Promise<Outcome<OwnAccount>> {
  const account = await view(env, own)
  return account ? done(account) : refused('account.not_found')
}
