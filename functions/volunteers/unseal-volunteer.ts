import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findVolunteer } from './desk-rows.ts'
import { type Contact, openContact } from './person.ts'

/**
 * Opens a volunteer's name and mobile, and a minor's guardian, for a stated reason. The audit row is written before
 * anything is opened: no row, no name. `volunteer.not_found`, `volunteer.no_contact` once it was erased.
 */
export async function unsealVolunteer(
  env: Env,
  id: string,
  reason: string,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<Contact>> {
  const act = {
    staff,
    action: 'volunteer:unseal',
    object: { kind: 'volunteer' as const, id },
    detail: reason,
    ...asked,
  }
  const refuse = async (code: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code)
  }
  if (!isUuid(id)) return refused('volunteer.not_found')
  const row = await findVolunteer(env.DB, id)
  if (!row) return refuse('volunteer.not_found')
  if (row.contact_sealed === null) return refuse('volunteer.no_contact')
  await recordAct(env.DB, { ...act, result: 'ok' }).run()
  const contact = await openContact(env, row.contact_sealed, id)
  if (contact === null) throw new Error('a sealed contact does not open: changed, moved, or another PORTAL_SECRET')
  return done(contact)
}
