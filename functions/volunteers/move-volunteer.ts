import type { VolunteerMove } from '../domain/desk-volunteer-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { base32 } from '../domain/receipt.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import { formatQueryCode } from '../domain/volunteer.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { type DeskVolunteerRow, findVolunteer, recordNewCode, whileBookLives } from './desk-rows.ts'
import { codeHash, isSameName, openContact } from './person.ts'
import { recordJoin } from './join-rows.ts'

/** A random query code: sixty bits. */
export const newQueryCode = (): string => formatQueryCode(base32(crypto.getRandomValues(new Uint8Array(10))))

/**
 * Gives a book a new query code (told this once; the old one opens nothing any more), or joins another book of the same
 * name into it. `volunteer.not_found`, `volunteer.no_contact` once erased, `volunteer.same_book`,
 * `volunteer.other_person` when the other book bears another name.
 */
export async function moveVolunteer(
  env: Env,
  id: string,
  input: VolunteerMove,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ id: string; code: string | null }>> {
  const object = { kind: 'volunteer' as const, id }
  const act = { staff, action: 'volunteer:' + input.move, object, detail: input.reason, ...asked }
  const refuse = async (code: string, field?: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code, field)
  }
  if (!isUuid(id)) return refused('volunteer.not_found')
  const row = await findVolunteer(env.DB, id)
  if (!row) return refuse('volunteer.not_found')
  const contact = await openContact(env, row.contact_sealed, id)
  if (contact === null) return refuse('volunteer.no_contact')
  if (input.move === 'new_code') {
    const code = newQueryCode()
    const results = await env.DB.batch([
      recordAct(env.DB, { ...act, result: 'ok' }, whileBookLives(id)),
      recordNewCode(env.DB, id, await codeHash(env, contact.phone, code)),
    ])
    return results.at(-1)?.meta.changes === 0 ? refuse('volunteer.not_found') : done({ id, code })
  }
  const other: DeskVolunteerRow | null = isUuid(input.other) ? await findVolunteer(env.DB, input.other) : null
  if (!other) return refuse('volunteer.not_found', 'other')
  if (other.id === id) return refuse('volunteer.same_book', 'other')
  const theirs = await openContact(env, other.contact_sealed, other.id)
  if (!theirs || !isSameName(theirs.name, contact.name)) return refuse('volunteer.other_person', 'other')
  await recordAct(env.DB, { ...act, result: 'ok' }, whileBookLives(other.id)).run()
  await recordJoin(env, other.id, id)
  return done({ id, code: null })
}
