import { done, refused, type Outcome } from '../domain/outcome.ts'
import { readPhone } from '../domain/phone.ts'
import { readQueryCode } from '../domain/volunteer.ts'
import type { Env } from '../http/app-types.ts'
import { countStatement, judge, limits, type Limit } from '../http/limits.ts'
import { findBook, type BookRow } from './book-rows.ts'
import { codeHash } from './person.ts'

/** A record book that its own mobile and query code opened. `contactSealed` is read with `openContact`. */
export type Book = { id: string; number: string; personKey: string; contactSealed: string | null; community: string }
/** A mobile and a query code as somebody typed them. */
export type TypedCode = { phone: string; code: string }

const unknown = refused('volunteer.unknown_code')

/** The book as it stands, erased ones too. A code opens it with the mobile it was given to, and never without. */
export const findTyped = async (env: Env, { phone, code }: TypedCode): Promise<BookRow | null> => {
  const mobile = phone.length > 60 ? null : readPhone(phone)
  // What cannot be a code is looked up all the same, so that it takes as long.
  return findBook(env, await codeHash(env, mobile ?? '', readQueryCode(code) ?? ''))
}

/**
 * The book a typed mobile and query code open. `volunteer.unknown_code` whatever is wrong with them; `request.too_many`
 * after ten wrong tries a minute from one address, a hundred from all, thirty an hour at one mobile. Only wrong ones count
 * and a right one always opens: sixty bits are not guessed, but somebody could lock out whose mobile they know.
 */
export const openBook = async (env: Env, typed: TypedCode, address: string, now: number): Promise<Outcome<Book>> => {
  const book = await findTyped(env, typed)
  if (!book || book.erased_at !== null) return countWrong(env, typed, address, now)
  const { id, number, person_key, contact_sealed, community } = book
  return done({ id, number, personKey: person_key, contactSealed: contact_sealed, community })
}

const countWrong = async (env: Env, { phone }: TypedCode, address: string, now: number): Promise<Outcome<never>> => {
  if (env.LIMITS === 'off') return unknown
  const counted: [Limit, string][] = [
    [limits.wrongQueryCode, address],
    [limits.wrongQueryCodeByAll, ''],
    [limits.wrongQueryCodeByPhone, readPhone(phone.slice(0, 60)) ?? ''],
  ]
  const statements = await Promise.all(counted.map(([limit, by]) => countStatement(env, limit, by, now)))
  const results = await env.DB.batch<{ count: number }>(statements)
  const judged = counted.map(([limit], place) => judge(limit, results[place]?.results[0]?.count ?? 1, now))
  return (judged.find((one) => !one.ok) as Outcome<never> | undefined) ?? unknown
}
