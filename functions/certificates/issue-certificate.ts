import type { CertificateItem, IssueInput } from '../domain/certificate.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { shanghaiDay, toTheMinute } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { base64url, seal } from '../staff/keys.ts'
import { openBook } from '../volunteers/open-book.ts'
import { openContact } from '../volunteers/person.ts'
import { findCurrent, insertCertificate, listCounted, type CountedRow } from './rows.ts'

export type Issued = { number: string; key: string }

const itemOf = ({ id, served_on, title, centre, minutes }: CountedRow): CertificateItem => ({
  ...{ record: id, servedOn: served_on, title, centre, minutes },
})

/**
 * Issues a 志愿服务记录证明 over all services of this book that count, up to now; an earlier one is marked as replaced.
 * Asked again while nothing has changed, it answers the one that was issued. `again` says so.
 * Refusals: those of `openBook`; `certificate.no_hours` while nothing counts; `certificate.no_name` for an erased book.
 * Who records certifies, free of charge: 民政部令第67号 (志愿服务记录与证明出具办法), art. 14–18.
 */
export async function issueCertificate(
  env: Env,
  { phone, code }: IssueInput,
  address: string,
  now: number,
): Promise<Outcome<{ issued: Issued; again: boolean }>> {
  const book = await openBook(env, { phone, code }, address, now)
  if (!book.ok) return book
  const items = (await listCounted(env.DB, book.value.id)).map(itemOf)
  const [first, last] = [items.at(0), items.at(-1)]
  if (!first || !last) return refused('certificate.no_hours')
  const contact = await openContact(env, book.value.contactSealed, book.value.id)
  if (!contact) return refused('certificate.no_name')

  const said = JSON.stringify(items)
  const before = await findCurrent(env.DB, book.value.id)
  if (before?.items === said) return done({ issued: { number: before.number, key: before.verify_key }, again: true })
  const id = crypto.randomUUID()
  const verifyKey = base64url(crypto.getRandomValues(new Uint8Array(16)))
  const number = await insertCertificate(env.DB, {
    id,
    series: 'C' + shanghaiDay(now).slice(2, 4),
    verifyKey,
    book: book.value.id,
    nameSealed: await seal(env, 'vault', contact.name, id),
    minutes: items.reduce((sum, { minutes }) => sum + minutes, 0),
    items: said,
    firstDay: first.servedOn,
    lastDay: last.servedOn,
    now: toTheMinute(now),
  })
  if (number !== null) return done({ issued: { number, key: verifyKey }, again: false })
  const current = await findCurrent(env.DB, book.value.id)
  // Somebody pressed the button twice: the other press was first.
  if (!current) throw new Error('certificate: neither issued nor there')
  return done({ issued: { number: current.number, key: current.verify_key }, again: true })
}
