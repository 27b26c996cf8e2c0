import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { recordJoin } from './join-rows.ts'
import { readMyRecord, type MyRecord } from './my-record.ts'
import { openBook, type TypedCode } from './open-book.ts'
import { isSameName, openContact } from './person.ts'

/**
 * Joins another book of the same person into theirs, for who signed up without the code, or has a new mobile. From then
 * on both codes open the one book. Refusals: those of `openBook`, for either; `volunteer.other_name` when the other book
 * is somebody else's.
 */
export const joinBooks = async (
  env: Env,
  mine: TypedCode,
  other: TypedCode,
  address: string,
  now: number,
): Promise<Outcome<MyRecord>> => {
  const limit = await withinLimit(env, limits.volunteerMove, address, now)
  if (!limit.ok) return limit
  const book = await openBook(env, mine, address, now)
  if (!book.ok) return book
  const joining = await openBook(env, other, address, now)
  if (!joining.ok) return { ok: false, issues: joining.issues.map((issue) => ({ ...issue, field: 'otherCode' })) }
  if (joining.value.id !== book.value.id) {
    const [one, two] = await Promise.all(
      [book.value, joining.value].map(({ contactSealed, id }) => openContact(env, contactSealed, id)),
    )
    if (!one || !two || !isSameName(one.name, two.name)) return refused('volunteer.other_name', 'otherCode')
    await recordJoin(env, joining.value.id, book.value.id)
  }
  // Joined the other way round at the same moment: both codes open that book now.
  const after = await openBook(env, mine, address, now)
  return after.ok ? done(await readMyRecord(env, after.value, now)) : after
}
