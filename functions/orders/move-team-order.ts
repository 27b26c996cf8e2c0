import { checkOrderMove } from '../domain/order-course.ts'
import type { TeamOrderMoveInput } from '../domain/order-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { MINUTE } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import type { OpenedTeam } from './list-team-orders.ts'
import { type OrderRow, toOrderMove } from './order-rows.ts'
import { recordOrderMove } from './record-order-move.ts'
import { findLastOrderEvent, findOrderById } from './team-rows.ts'

const mayClaim = (row: OrderRow, team: OpenedTeam) =>
  (row.state === 'ordered' && row.centre === team.centre) || (row.state === 'offered' && row.team_id === team.id)

/**
 * What a team does with an order: claims it (with the time it can come), proposes another time, says it was served, or
 * hands it back. Of two teams that claim at once exactly one has it, and the other reads `order.taken`.
 * `order.not_found` for orders that are none of its business, `order.has_news`, and those of `checkOrderMove`.
 */
export const moveTeamOrder = async (
  env: Env,
  team: OpenedTeam,
  input: TeamOrderMoveInput,
  now: number,
): Promise<Outcome<null>> => {
  const row = await findOrderById(env, input.order)
  const ours = row?.team_id === team.id
  if (!row || (!ours && row.centre !== team.centre)) return refused('order.not_found')
  if (await isRepeated(env, team, input)) return done(null)
  if (!ours && !mayClaim(row, team)) {
    return input.move === 'claim' ? refused('order.taken') : refused('order.not_found')
  }
  if (!ours && input.move !== 'claim') return refused('order.not_found')
  if (row.version !== input.version) return refused('order.has_news')
  const { move, note } = input
  const timed = move === 'claim' || move === 'propose'
  const asked = { move, said: '', note, teamId: timed ? team.id : null, at: timed ? input.at : null, rating: null }
  const checked = checkOrderMove(toOrderMove(row), asked, 'team', now, await readCalendar(env))
  if (!checked.ok) return checked
  if (await recordOrderMove(env, row, asked, checked.value, { actor: 'team' }, now)) return done(null)
  // Somebody was faster between our read and our write: the same team twice, another team, the resident or the desk.
  if (await isRepeated(env, team, input)) return done(null)
  const after = await findOrderById(env, input.order)
  const holder = after?.team_id ?? team.id
  const taken = move === 'claim' && holder !== team.id
  return refused(taken ? 'order.taken' : 'order.has_news')
}

/** Whether the last thing that happened is this very act: its answer was lost on the way, and it came again. */
const isRepeated = async (env: Env, team: OpenedTeam, { order, move, at }: TeamOrderMoveInput): Promise<boolean> => {
  const last = await findLastOrderEvent(env, order)
  if (last?.kind !== move || last.team_id !== team.id) return false
  return at === null || last.proposed_at === Math.floor(at / MINUTE) * MINUTE
}
