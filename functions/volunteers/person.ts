import { withoutInvisible } from '../domain/text.ts'
import type { Env } from '../http/app-types.ts'
import { base64url, hmac, seal, unseal } from '../staff/keys.ts'

/** What is sealed of a volunteer. `phone` of a party's member is their leader's. */
export type Contact = {
  name: string
  phone: string
  born: string | null
  guardian: { name: string; phone: string } | null
}

const plainName = (name: string) =>
  withoutInvisible(name.normalize('NFKC'))
    .replace(/[\s\u00b7\u2022\u30fb.]/g, '')
    .toLowerCase()

/** Which person it is: the same mobile and name give the same key, however the name is spaced. The HMAC opens nothing. */
export const personKey = async ({ PORTAL_SECRET }: Env, phone: string, name: string): Promise<string> =>
  base64url(await hmac(PORTAL_SECRET, 'person', `person:${phone}:${plainName(name)}`))

/** By which a volunteer's books are found by their mobile (desk look-up, import). */
export const phoneHash = async ({ PORTAL_SECRET }: Env, phone: string): Promise<string> =>
  base64url(await hmac(PORTAL_SECRET, 'person', `phone:${phone}`))

/** All that is kept of a query code: it opens a book together with the mobile it was given to, and not without. */
export const codeHash = async ({ PORTAL_SECRET }: Env, phone: string, code: string): Promise<string> =>
  base64url(await hmac(PORTAL_SECRET, 'volunteer', `code:${phone}:${code}`))

/** Seals what a book knows of its person, bound to the book's id. */
export const sealContact = (env: Env, contact: Contact, id: string): Promise<string> =>
  seal(env, 'vault', JSON.stringify(contact), id)

/** The sealed contact of a book; null once it was erased. */
export const openContact = async (env: Env, sealed: string | null, id: string): Promise<Contact | null> => {
  const text = sealed === null ? null : await unseal(env, 'vault', sealed, id)
  return text === null ? null : (JSON.parse(text) as Contact)
}

/** Whether two names are one, however they are spaced. */
export const isSameName = (one: string, other: string): boolean => plainName(one) === plainName(other)
