import { readCheckCode } from '../domain/attendance.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { reachesCentre } from '../staff/centre-scope.ts'
import { findByCheckCode } from './rows.ts'

/** The shift and sign-up a scanned check-in code leads to; `sign_up.not_found` for none or another centre's. */
export async function findShiftOfCode(
  env: Env,
  typed: string,
  staff: Staff,
): Promise<Outcome<{ shift: string; signUp: string }>> {
  const found = await findByCheckCode(env.DB, readCheckCode(typed))
  if (!found || !reachesCentre(staff, found.centre)) return refused('sign_up.not_found')
  return done({ shift: found.shift_id, signUp: found.id })
}
