import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { unseal } from '../staff/keys.ts'
import { findSealedContact } from './appeal-rows.ts'

export type AppealContact = { name: string; phone: string }

/**
 * Opens the contact of whoever appealed, for a stated reason. The audit row is written before anything is opened.
 * `appeal.not_found`, `appeal.no_contact` when none was left.
 */
export async function unsealAppeal(
  env: Env,
  id: string,
  reason: string,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<AppealContact>> {
  const act = { staff, action: 'appeal:unseal', object: { kind: 'appeal' as const, id }, detail: reason, ...asked }
  if (!isUuid(id)) return refused('appeal.not_found')
  const sealed = await findSealedContact(env.DB, id)
  if (sealed === null) {
    await recordRefusal(env.DB, act, 'appeal.no_contact')
    return refused('appeal.no_contact')
  }
  await recordAct(env.DB, { ...act, result: 'ok' }).run()
  const opened = await unseal(env, 'vault', sealed, id)
  if (opened === null) throw new Error('a sealed contact does not open: changed, moved, or another PORTAL_SECRET')
  const { name, phone } = JSON.parse(opened) as { name?: string; phone: string }
  return done({ name: name ?? '', phone })
}
