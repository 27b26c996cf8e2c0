import type { asks, SignedIn } from '../../fixtures/staff.ts'

export const WHO = [
  'stranger',
  'moderator',
  'own handler',
  'other handler',
  'supervisor',
  'editor',
  'auditor',
  'administrator',
  'disabled',
] as const
export type Who = (typeof WHO)[number]
export type Statuses = Record<Who, number>
export type Asked = { path: string; init?: Parameters<typeof asks>[2] }
/** `with`: what is asked of a case that is assigned to the own handler's unit, new for each who. */
export type Row = {
  expected: Statuses
  ask: (on: { id: string; photo: string; number: string; receipt: string }) => Asked | Promise<Asked>
}

export const everyone = (status: number) => Object.fromEntries(WHO.map((who) => [who, status])) as Statuses
/** Of the desk's routes: strangers and disabled staff find nothing; of the others only those named get in. */
export const desk = (allowed: Partial<Statuses>): Statuses => ({
  ...everyone(403),
  stranger: 404,
  disabled: 404,
  ...allowed,
})
export const readers = { moderator: 200, supervisor: 200, administrator: 200 }
export const get = (path: string) => ({ path })
export const json = (path: string, body: unknown) => ({ path, init: { json: body } })

/** The people who ask, made once by the matrix test. */
export const staff: Partial<Record<Who, SignedIn>> = {}
