import { maskName } from '../domain/mask-name.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { readPhone } from '../domain/phone.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { type DeskVolunteerRow, findVolunteer, listInBook, listVolunteers, searchVolunteers } from './desk-rows.ts'
import { openContact, phoneHash } from './person.ts'

const PAGE = 30

/** A book as the desk's list shows it: no name but its first character, no number to call. */
const listed = async (env: Env, row: DeskVolunteerRow) => ({
  id: row.id,
  number: row.number,
  name: maskName((await openContact(env, row.contact_sealed, row.id))?.name ?? ''),
  community: row.community,
  ageBand: row.age_band,
  skills: JSON.parse(row.skills) as string[],
  registeredAt: row.registered_at,
  minutes: row.minutes,
  times: row.times,
  lastDay: row.last_day,
  erased: row.erased_at !== null,
})
export type ListedVolunteer = Awaited<ReturnType<typeof listed>>

/** A page of books, or those found by a volunteer's number or a whole mobile. */
export async function readVolunteers(
  env: Env,
  asked: { q?: string | undefined; after?: string | undefined },
): Promise<{ volunteers: ListedVolunteer[]; next: string | null }> {
  const q = (asked.q ?? '').trim().slice(0, 60)
  if (q !== '') {
    const rows = await searchVolunteers(env.DB, q.toUpperCase(), await phoneHash(env, readPhone(q) ?? q))
    return { volunteers: await Promise.all(rows.map((row) => listed(env, row))), next: null }
  }
  const rows = await listVolunteers(env.DB, readCursor(asked.after), PAGE + 1)
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    volunteers: await Promise.all(page.map((row) => listed(env, row))),
    next: rows.length > PAGE && last ? writeCursor({ at: last.registered_at, id: last.id }) : null,
  }
}

export type WholeVolunteer = {
  volunteer: ListedVolunteer
  signUps: {
    id: string
    shift: string
    state: string
    how: string
    title: string
    number: string
    startsAt: number
    endsAt: number
  }[]
  records: {
    id: string
    title: string
    centre: string
    servedOn: string
    minutes: number
    noShow: boolean
    imported: boolean
  }[]
  others: { id: string; number: string; registeredAt: number }[]
}

/** One book with what stands in it, and other books at the same mobile. `volunteer.not_found`. */
export async function readVolunteer(env: Env, id: string): Promise<Outcome<WholeVolunteer>> {
  const row = isUuid(id) ? await findVolunteer(env.DB, id) : null
  if (!row) return refused('volunteer.not_found')
  const { signUps, records, others } = await listInBook(env.DB, row)
  return done({
    volunteer: await listed(env, row),
    signUps: signUps.map((one) => ({
      id: one.id,
      shift: one.shift_id,
      state: one.state,
      how: one.how,
      title: one.title,
      number: one.number,
      startsAt: one.starts_at,
      endsAt: one.ends_at,
    })),
    records: records.map((one) => ({
      id: one.id,
      title: one.title,
      centre: one.centre,
      servedOn: one.served_on,
      minutes: one.minutes,
      noShow: one.no_show === 1,
      imported: one.source === 'imported',
    })),
    others: others.map(({ id: other, number, registered_at }) => ({ id: other, number, registeredAt: registered_at })),
  })
}
