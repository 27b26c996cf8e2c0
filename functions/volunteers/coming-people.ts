import { done, refused, type Outcome } from '../domain/outcome.ts'
import { base32 } from '../domain/receipt.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import type { Person } from '../domain/who-comes.ts'
import type { Env } from '../http/app-types.ts'
import { codeHash, isSameName, openContact, personKey, phoneHash, sealContact } from './person.ts'
import type { Book } from './open-book.ts'
import type { Coming } from './sign-up-rows.ts'

type Asked = { input: { phone: string }; people: Person[]; codeHash: string }

/** A check-in code: ten characters, fifty bits, so that nobody meets another's by a slip of the finger. */
export const newCheckCode = (): string => base32(crypto.getRandomValues(new Uint8Array(10))).slice(0, 10)

/**
 * The people of a sign-up with what is stored of them. Who signs up keeps the book their code opened, or gets a new one;
 * those they bring get books of their own, which no code opens: the mobile is the leader's, and so is the code.
 * `volunteer.other_name` when the book is somebody else's, `party.same_name` for two of one name at one mobile.
 */
export const comingPeople = async (
  env: Env,
  { input, people, codeHash: newCode }: Asked,
  book: Book | null,
  now: number,
): Promise<Outcome<Coming[]>> => {
  const contact = book && (await openContact(env, book.contactSealed, book.id))
  if (contact && !isSameName(contact.name, people[0]!.name)) return refused('volunteer.other_name', 'name')
  const phone = contact?.phone ?? input.phone
  const hash = await phoneHash(env, phone)
  const coming = await Promise.all(
    people.map(async ({ name, born, band, guardian }, place): Promise<Coming> => {
      const id = crypto.randomUUID()
      const who = { id, check: newCheckCode(), born }
      if (place === 0 && book) return { ...who, volunteer: book.id, key: book.personKey }
      const volunteer = crypto.randomUUID()
      const [key, sealed, code] = await Promise.all([
        personKey(env, phone, name),
        sealContact(env, { name, phone, born, guardian }, volunteer),
        place === 0 ? newCode : codeHash(env, phone, volunteer),
      ])
      const consent = born === null ? null : toTheMinute(now)
      return { ...who, volunteer, key, book: { codeHash: code, phoneHash: hash, sealed, band, consent } }
    }),
  )
  const twice = coming.findIndex(({ key }, place) => coming.findIndex((one) => one.key === key) < place)
  if (twice > 0) return refused('party.same_name', 'party', { name: people[twice]!.name, n: twice })
  return done(coming)
}
