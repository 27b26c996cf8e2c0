import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { unseal } from '../staff/keys.ts'
import type { OrderContact } from './list-team-orders.ts'
import { findSealedContact } from './order-rows.ts'

/**
 * Opens an order's name, number and address for a stated reason. The audit row is written before anything is opened.
 * `order.no_contact` when its time of keeping is over or no such order exists.
 */
export async function unsealOrder(
  env: Env,
  id: string,
  reason: string,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<OrderContact>> {
  const act = { staff, action: 'order:unseal', object: { kind: 'order' as const, id }, detail: reason, ...asked }
  if (!isUuid(id)) return refused('order.not_found')
  const sealed = await findSealedContact(env.DB, id)
  if (sealed === null) {
    await recordRefusal(env.DB, act, 'order.no_contact')
    return refused('order.no_contact')
  }
  await recordAct(env.DB, { ...act, result: 'ok' }).run()
  const opened = await unseal(env, 'vault', sealed, id)
  if (opened === null) throw new Error('a sealed contact does not open: changed, moved, or another PORTAL_SECRET')
  return done(JSON.parse(opened) as OrderContact)
}
