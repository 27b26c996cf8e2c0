import type { asks, SignedIn } from '../../fixtures/staff.ts'

export const WHO = [
  'stranger',
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
/** What is asked of a case that is assigned to the own handler's unit; made anew after whoever changed it. */
export type Ask = (on: { id: string; photo: string; number: string; receipt: string }) => Asked | Promise<Asked>

/** What a route answers when the object is not the usual one: asked and expected, or the reason why there is no such. */
export type Other = { expected: Statuses; ask: Ask } | string
/** The names in an answer (shape.ts): of everybody who is let in, or by who, `rest` for those not named. */
export type Fields = string | Partial<Record<Who | 'rest', string>>
/**
 * One route. An object route (`:` in its path) also says what it answers about an object that is another's, hidden or
 * deleted; that nobody's id opens nothing is asked of each without saying. `absent`: what it answers to an id nobody has,
 * 404 unless said. `fields` are those of the usual object; whoever is refused reads issues and nothing else.
 */
export type Row = {
  expected: Statuses
  ask: Ask
  fields?: Fields
  others?: Other
  hidden?: Other
  deleted?: Other
  absent?: Statuses
}
export const STATES = ['others', 'hidden', 'deleted'] as const

export const everyone = (status: number) => Object.fromEntries(WHO.map((who) => [who, status])) as Statuses
/**
 * Of the desk's routes: strangers and disabled staff find nothing; of the others only those named get in. The handler of a
 * unit that runs practice centres is one more other handler, where a row does not say otherwise.
 */
export const desk = (allowed: Partial<Statuses>): Statuses => ({
  ...everyone(403),
  stranger: 404,
  disabled: 404,
  'centre handler': allowed['other handler'] ?? 403,
  ...allowed,
})
/** Those who got in find nothing; those who were refused still are. */
export const gone = (expected: Statuses, status = 404): Statuses =>
  Object.fromEntries(WHO.map((who) => [who, expected[who] === 403 ? 403 : status])) as Statuses

export const readers = { moderator: 200, supervisor: 200, administrator: 200 }
export const get = (path: string) => ({ path })
export const json = (path: string, body: unknown) => ({ path, init: { json: body } })

/** The people who ask, made once by the matrix test. */
export const staff: Partial<Record<Who, SignedIn>> = {}
