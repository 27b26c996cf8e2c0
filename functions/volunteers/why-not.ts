import { refused } from '../domain/outcome.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import { ageOn } from '../domain/volunteer.ts'
import type { Env } from '../http/app-types.ts'
import { findObstacles } from './obstacle-rows.ts'

type Asking = { name: string; key: string; born: string | null }

/**
 * Why the database took nobody, read after it refused: `shift.not_found`, `shift.cancelled`, `shift.closed`,
 * `shift.not_open_yet`, `sign_up.already`, `sign_up.overlaps`, `sign_up.too_young` (whose: detail `name`),
 * `party.too_large` (detail `max`), `shift.no_public_places`; and `shift.changed_meanwhile` when nothing stands in the way
 * any more: it did a moment ago.
 */
export const whyNot = async (env: Env, shiftId: string, people: Asking[], now: number, but: string[] = []) => {
  const keys = people.map(({ key }) => key)
  const { shift, busy } = await findObstacles(env, shiftId, keys, but)
  if (!shift || shift.state === 'draft' || shift.activity_state === 'draft') return refused('shift.not_found')
  if (shift.state === 'cancelled' || shift.activity_state === 'cancelled') return refused('shift.cancelled')
  if (now >= shift.closes_at || now >= shift.ends_at) return refused('shift.closed')
  if (now < shift.opens_at) return refused('shift.not_open_yet')
  const nameOf = (key: string) => ({ name: people.find((one) => one.key === key)?.name ?? '' })
  const already = busy.find(({ same }) => same === 1)
  if (already) return refused('sign_up.already', undefined, nameOf(already.person_key))
  const elsewhere = busy[0]
  if (elsewhere) return refused('sign_up.overlaps', undefined, nameOf(elsewhere.person_key))
  const day = shanghaiDay(shift.starts_at)
  const young = people.find(({ born }) => born !== null && (ageOn(born, day) ?? 0) < shift.min_age)
  if (young) return refused('sign_up.too_young', undefined, { name: young.name, age: shift.min_age })
  if (shift.places <= 0) return refused('shift.no_public_places')
  if (people.length > shift.places) return refused('party.too_large', 'party', { max: shift.places })
  return refused('shift.changed_meanwhile')
}
