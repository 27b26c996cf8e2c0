import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { unseal } from '../staff/keys.ts'
import { findLeader } from './rows.ts'

/** Opens a team leader's name and number for a stated reason; the audit row is written before anything is opened. */
export async function unsealLeader(
  env: Env,
  id: string,
  reason: string,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ name: string; phone: string }>> {
  const act = { staff, action: 'team:unseal', object: { kind: 'team' as const, id }, detail: reason, ...asked }
  const sealed = isUuid(id) ? await findLeader(env.DB, id) : null
  if (sealed === null) {
    await recordRefusal(env.DB, act, 'team.not_found')
    return refused('team.not_found')
  }
  await recordAct(env.DB, { ...act, result: 'ok' }).run()
  const opened = await unseal(env, 'vault', sealed, id)
  if (opened === null) throw new Error('a sealed leader does not open: changed, moved, or another PORTAL_SECRET')
  return done(JSON.parse(opened) as { name: string; phone: string })
}
