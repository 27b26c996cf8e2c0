import type { Env } from '../http/app-types.ts'

export type BookRow = {
  id: string
  number: string
  person_key: string
  contact_sealed: string | null
  community: string
  erased_at: number | null
}

// A book that was joined into another opens that other one.
const BY_CODE = `SELECT book.id, book.number, book.person_key, book.contact_sealed, book.community, book.erased_at
  FROM volunteers AS asked JOIN volunteers AS book ON book.id = coalesce(asked.joined_into, asked.id)
  WHERE asked.code_hash = ?1`

/** The book this query code opens, erased ones too, or null. */
export const findBook = ({ DB }: Env, codeHash: string) => DB.prepare(BY_CODE).bind(codeHash).first<BookRow>()
