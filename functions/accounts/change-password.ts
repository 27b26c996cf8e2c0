import type { PasswordInput } from '../domain/account-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { hashPassword, passwordHolds } from '../staff/passwords.ts'
import { staffProfile } from '../staff/profile.ts'
import { findStaffById } from '../staff/rows.ts'
import { whilePasswordIs } from './account-rows.ts'
import { ownAct, type Own } from './own-asked.ts'
import { endOtherSessions, keepFormerPassword, listFormerPasswords, setPassword } from './own-rows.ts'
import { checkPassword } from './password-rules.ts'

/** One after the other: two hashes at once is all there is room for. */
const wasOneOf = async (password: string, hashes: string[]): Promise<boolean> => {
  for (const hash of hashes) if (await passwordHolds(password, hash)) return true
  return false
}

/**
 * Changes one's own password for who knows it, and ends every other session. `password.wrong`; `password.none` for who has
 * passkeys only; `password.used_before` (the one before, and as many as the profile says); those of `checkPassword`.
 */
export async function changePassword(env: Env, input: PasswordInput, own: Own): Promise<Outcome<{ changed: true }>> {
  const within = await withinLimit(env, limits.proof, own.staff.id, own.now)
  if (!within.ok) return within
  const act = ownAct(own, 'staff:password')
  const refuse = async (code: string, field?: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code, field)
  }
  const row = await findStaffById(env.DB, own.staff.id)
  if (!row || row.password_hash === null) return refuse('password.none')
  // The demo's passwords stand on the terminal and in its guide.
  if (row.demo === 1) return refuse('staff.demo_fixed')
  if (!(await passwordHolds(input.current, row.password_hash))) return refuse('password.wrong', 'current')
  const fits = checkPassword(input.password, row)
  if (!fits.ok) return fits
  const { former } = staffProfile()
  const before = former === 0 ? [] : await listFormerPasswords(env.DB, row.id, former)
  if (await wasOneOf(input.password, [row.password_hash, ...before])) return refuse('password.used_before', 'password')

  const guard = whilePasswordIs(row.id, row.password_hash)
  const hash = await hashPassword(input.password)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, guard),
    ...(former === 0 ? [] : keepFormerPassword(env.DB, row.id, own.now, former, guard)),
    endOtherSessions(env.DB, own.session.id, guard),
    setPassword(env.DB, hash, own.now, guard),
  ])
  return results.at(-1)?.meta.changes === 0 ? refuse('staff.changed_meanwhile') : done({ changed: true })
}
