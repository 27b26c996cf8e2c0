import type { asks, SignedIn } from '../../fixtures/staff.ts'

export const WHO = [
  'stranger',
  'another reporter',
  'moderator',
  'own handler',
  'other handler',
  'centre handler',
  'supervisor',
  'editor',
  'auditor',
  'administrator',
  'disabled',
] as const
export type Who = (typeof WHO)[number]
export type Statuses = Record<Who, number>
export type Asked = { path: string; init?: Parameters<typeof asks>[2] }
export const STATES = ['own', 'others', 'hidden', 'deleted'] as const
export type State = (typeof STATES)[number]
/** A case of the own handler's unit; in other states one of another unit, one its reporter withdrew, one that was forgotten. */
export type Case = { id: string; photo: string; number: string; receipt: string }
/** What is asked, of an object in this state; the object is made anew after whoever changed it. */
export type Ask = (on: Case, state: State) => Asked | Promise<Asked>
/** The names in an answer (shape.ts; `name{*}` where they are data): of everybody let in, or by who, `rest` for the others. */
export type Fields = string | Partial<Record<Who | 'rest', string>>
/**
 * One route. An object route (`:` in its path) also says what it answers about an object that is another's, hidden or
 * deleted, or why there is no such; that nobody's id opens nothing is asked of each without saying. `absent`: what it
 * answers to an id nobody has, 404 unless said. `fields` are those of the usual object; who is refused reads issues only.
 */
export type Row = {
  expected: Statuses
  ask: Ask
  fields?: Fields
  others?: Statuses | string
  hidden?: Statuses | string
  deleted?: Statuses | string
  absent?: Statuses
}

export const everyone = (status: number) => Object.fromEntries(WHO.map((who) => [who, status])) as Statuses
/** Whom the desk does not know: it has nothing for them. */
export const UNKNOWN = { stranger: 404, 'another reporter': 404, disabled: 404 } as const
/**
 * Of the desk's routes: strangers and disabled staff find nothing; of the others only those named get in. The handler of a
 * unit that runs practice centres is one more other handler, where a row does not say otherwise.
 */
export const desk = (allowed: Partial<Statuses>): Statuses => ({
  ...everyone(403),
  ...UNKNOWN,
  'centre handler': allowed['other handler'] ?? 403,
  ...allowed,
})
/** Those who got in find nothing; those who were refused still are. */
export const gone = (expected: Statuses, status = 404): Statuses =>
  Object.fromEntries(WHO.map((who) => [who, expected[who] === 403 ? 403 : status])) as Statuses

/** As another unit's handlers are answered when the case is theirs. */
export const swapped = (expected: Statuses): Statuses => ({
  ...expected,
  ...{ 'own handler': expected['other handler'], 'other handler': expected['own handler'] },
})
/** Why an object has no such state. */
export const NOBODYS = 'it belongs to the office, not to one of its people or units'
export const PUBLIC = 'it is everybody’s'
export const NEVER_HIDDEN = 'whoever may read this kind reads each of them'
export const NEVER_DELETED = 'this kind is never deleted'
export const HAS_NONE = 'it lives and dies with what it belongs to, asked in its own rows'

export const readers = { moderator: 200, supervisor: 200, administrator: 200 }
export const get = (path: string) => ({ path })
export const json = (path: string, body: unknown) => ({ path, init: { json: body } })

/** The people who ask, made once by the matrix test. Another reporter sends the receipt of their own case as a session. */
export const staff: Partial<Record<Who, SignedIn>> = {}
