import * as v from 'valibot'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { lines, MALFORMED } from '../domain/text.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { unseal } from '../staff/keys.ts'
import { findSealedContact } from './desk-rows.ts'

export const REASON = { min: 4, max: 200 }
export const UnsealInput = v.strictObject(
  { reason: v.pipe(lines(REASON, 'reason'), v.nonEmpty('reason.missing')) },
  MALFORMED,
)

export type Contact = { name: string; phone: string }

/**
 * Opens the reporter's contact for a stated reason. The audit row is written before anything is opened: no row, no name.
 * `tip_off.no_contact` when none was left or no such case exists.
 */
export async function unsealContact(
  env: Env,
  id: string,
  reason: string,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<Contact>> {
  const act = { staff, action: 'contact:unseal', object: { kind: 'tip_off' as const, id }, detail: reason, ...asked }
  if (!isUuid(id)) return refused('tip_off.not_found')
  const sealed = await findSealedContact(env.DB, id)
  if (sealed === null) {
    await recordRefusal(env.DB, act, 'tip_off.no_contact')
    return refused('tip_off.no_contact')
  }
  await recordAct(env.DB, { ...act, result: 'ok' }).run()
  const opened = await unseal(env, 'vault', sealed, id)
  if (opened === null) throw new Error('a sealed contact does not open: changed, moved, or another PORTAL_SECRET')
  const { name, phone } = JSON.parse(opened) as { name?: string; phone: string }
  return done({ name: name ?? '', phone })
}
