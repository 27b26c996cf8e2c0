import { done, type Outcome } from '../domain/outcome.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { eraseStatements, listLeaving } from './erase-rows.ts'
import { findTyped, openBook, type TypedCode } from './open-book.ts'
import { promoteStatements } from './promote.ts'

/**
 * Deletes who a volunteer is: name, mobile, guardian, what they wrote (PIPL art. 15, 47). Coming sign-ups are cancelled and
 * their places go to the next; hours stay in the figures without a name. Asked again, it answers the same.
 * Refusals are those of `openBook`.
 */
export const eraseMe = async (
  env: Env,
  typed: TypedCode,
  address: string,
  now: number,
): Promise<Outcome<{ erased: true }>> => {
  const before = await findTyped(env, typed)
  if (before && before.erased_at !== null) return done({ erased: true })
  const book = await openBook(env, typed, address, now)
  if (!book.ok) return book
  await eraseBook(env, book.value.id, true, now)
  return done({ erased: true })
}

/** Deletes who the holder of a book is, in one batch; with those they brought along, who have no code of their own, or without. */
export const eraseBook = async (env: Env, book: string, withParty: boolean, now: number): Promise<void> => {
  const { who, shifts } = await listLeaving(env, book, withParty, now)
  const promotions = shifts.flatMap((shift) => promoteStatements(env, shift, now))
  await env.DB.batch([...eraseStatements(env, who, toTheMinute(now), now), ...promotions])
}
