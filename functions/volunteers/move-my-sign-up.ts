import { violatesNotNull, violatesUnique } from '../db/violation.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import type { VolunteerMove } from '../domain/volunteer-move.ts'
import type { Env } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { newCheckCode } from './coming-people.ts'
import * as rows from './move-rows.ts'
import { readMyRecord, type MyRecord } from './my-record.ts'
import { openBook, type Book } from './open-book.ts'
import { openContact } from './person.ts'
import { promoteStatements } from './promote.ts'
import { insertSignUps, type Coming } from './sign-up-rows.ts'
import { whyNot } from './why-not.ts'

const isActive = ({ state }: rows.MineRow) => state === 'confirmed' || state === 'waiting' || state === 'offered'

/**
 * What volunteers do with their own sign-ups: cancel, confirm or decline an offer, swap; answers the book as it is then.
 * A head's move is the whole party's. The same act sent again changes nothing and answers the same. Refusals: those of
 * `openBook`; `sign_up.not_found`; `sign_up.cannot_now`; `sign_up.reason_missing` once the time to cancel is over; of a
 * swap those of `whyNot`, and `sign_up.no_place`.
 */
export const moveMySignUp = async (
  env: Env,
  move: VolunteerMove,
  address: string,
  now: number,
): Promise<Outcome<MyRecord>> => {
  const limit = await withinLimit(env, limits.volunteerMove, address, now)
  if (!limit.ok) return limit
  const book = await openBook(env, move, address, now)
  if (!book.ok) return book
  const party = await rows.listMyParty(env, move.signUp, book.value.id)
  const asked = party[0]
  if (!asked) return refused('sign_up.not_found')
  const moved = await make(env, move, book.value, [asked, ...party.slice(1)], now)
  return moved.ok ? done(await readMyRecord(env, book.value, now)) : moved
}

type Party = [rows.MineRow, ...rows.MineRow[]]

const make = async (env: Env, move: VolunteerMove, book: Book, party: Party, now: number): Promise<Outcome<null>> => {
  const [asked] = party
  if (move.move === 'swap') return swap(env, move, book, party, now)
  if (move.move === 'cancel')
    return party.some(isActive) ? cancel(env, move.said, book, asked, now) : again(asked, 'cancelled')
  if (asked.state !== 'offered') return again(asked, move.move === 'confirm' ? 'confirmed' : 'cancelled')
  if (move.move === 'decline') return decline(env, asked, now)
  const yes = await rows.confirmOffer(env, asked.shift_id, asked.party, toTheMinute(now), now)
  return yes ? done(null) : refused('sign_up.cannot_now')
}

/** Nothing is left to do: the same act was done before, or it cannot be done any more. */
const again = ({ state }: rows.MineRow, wanted: string): Outcome<null> =>
  state === wanted ? done(null) : refused('sign_up.cannot_now')

const leaving = (book: Book, { shift_id, id }: rows.MineRow, said: string, now: number): rows.Leaving => ({
  ...{ shift: shift_id, signUp: id, said, number: book.number, at: toTheMinute(now), now },
})

const tooLate = (party: rows.MineRow[], said: string, now: number) => {
  if (party[0] && now >= party[0].starts_at) return refused('sign_up.cannot_now')
  const late = said === '' && party.some(({ state, cancel_until }) => state === 'confirmed' && now >= cancel_until)
  return late ? refused('sign_up.reason_missing', 'said') : null
}

const cancel = async (env: Env, said: string, book: Book, asked: rows.MineRow, now: number): Promise<Outcome<null>> => {
  const statements = rows.cancelStatements(env, leaving(book, asked, said, now))
  const results = await env.DB.batch([...statements, ...promoteStatements(env, asked.shift_id, now)])
  if (results[1]!.meta.changes > 0) return done(null)
  // Read again: the shift may have moved, or somebody was quicker.
  const party = await rows.listMyParty(env, asked.id, book.id)
  return tooLate(party, said, now) ?? again(party[0] ?? asked, 'cancelled')
}

const decline = async (env: Env, { shift_id, party }: rows.MineRow, now: number): Promise<Outcome<null>> => {
  const at = toTheMinute(now)
  await env.DB.batch([rows.declineStatement(env, shift_id, party, at), ...promoteStatements(env, shift_id, now)])
  return done(null)
}

type Swap = Extract<VolunteerMove, { move: 'swap' }>

/** Leaves one shift and takes a place on another, in one batch or not at all; the place left behind goes to the next. */
const swap = async (env: Env, { to, said }: Swap, book: Book, party: Party, now: number): Promise<Outcome<null>> => {
  const [asked] = party
  const going = party.filter(isActive)
  if (going.length === 0 && (await rows.wasSwapped(env, asked.id, to))) return done(null)
  if (!isActive(asked) || asked.id !== asked.party || to === asked.shift_id) return refused('sign_up.cannot_now')
  const late = tooLate(going, said, now)
  if (late) return late
  const people = await Promise.all(going.map((one) => comingAgain(env, one)))
  const coming = people.map(({ name: _, ...one }): Coming => one)
  const at = toTheMinute(now)
  const told = rows.tellSwapped(env, to, coming[0]!.id, coming.length, book.number, at)
  const [, cancelled] = rows.cancelStatements(env, leaving(book, asked, said, now))
  try {
    const statements = [insertSignUps(env, coming, to, at, now), cancelled!, told]
    await env.DB.batch([...statements, ...promoteStatements(env, asked.shift_id, now)])
    return done(null)
  } catch (error) {
    if (!violatesNotNull(error, 'outbox_messages.topic') && !violatesUnique(error, 'sign_ups.shift_id')) throw error
  }
  // The other half of two presses of one button, or another move, was quicker.
  if (await rows.wasSwapped(env, asked.id, to)) return done(null)
  if (!(await rows.listMyParty(env, asked.id, book.id)).some(isActive)) return refused('sign_up.cannot_now')
  const but = going.map(({ id }) => id)
  const why = await whyNot(env, to, people, now, but)
  return why.issues[0]?.code === 'shift.changed_meanwhile' ? refused('sign_up.no_place') : why
}

const comingAgain = async (env: Env, one: rows.MineRow): Promise<Coming & { name: string }> => {
  const contact = await openContact(env, one.contact_sealed, one.volunteer_id)
  const who = { id: crypto.randomUUID(), volunteer: one.volunteer_id, key: one.person_key, check: newCheckCode() }
  return { ...who, born: contact?.born ?? null, from: one.id, name: contact?.name ?? '' }
}
