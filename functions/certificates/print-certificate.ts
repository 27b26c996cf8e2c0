import { readCertificateNumber, type PrintInput } from '../domain/certificate.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { openBook } from '../volunteers/open-book.ts'
import { printedCertificate, type PrintedCertificate } from './certificate-view.ts'
import { findOfBook } from './rows.ts'

/** Everything a certificate of this book says, to be printed. Refusals: those of `openBook`, `certificate.not_found`. */
export async function printCertificate(
  env: Env,
  { phone, code, number: typed }: PrintInput,
  address: string,
  now: number,
): Promise<Outcome<PrintedCertificate>> {
  const book = await openBook(env, { phone, code }, address, now)
  if (!book.ok) return book
  const number = readCertificateNumber(typed)
  const row = number === null ? null : await findOfBook(env.DB, number, book.value.id)
  return row ? done(await printedCertificate(env, row)) : refused('certificate.not_found')
}
