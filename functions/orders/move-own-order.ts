import { checkOrderMove } from '../domain/order-course.ts'
import type { OwnOrderMoveInput } from '../domain/order-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { toOrderMove } from './order-rows.ts'
import { recordOrderMove } from './record-order-move.ts'
import { residentView, type ResidentView } from './resident-view.ts'
import { openOrder } from './track-order.ts'
import type { TrackedOrder } from './track-rows.ts'

/**
 * What a resident does with their own order: agrees to a time, asks for another, cancels, reviews, or says that nobody
 * came; answers the order as it is then. The same act sent again changes nothing and answers the same.
 * Refusals: those of `openOrder` and `checkOrderMove`, and `order.has_news` when the order is no longer as they read it.
 */
export const moveOwnOrder = async (
  env: Env,
  input: OwnOrderMoveInput,
  address: string,
  now: number,
): Promise<Outcome<ResidentView>> => {
  const limit = await withinLimit(env, limits.trackedMove, address, now)
  if (!limit.ok) return limit
  const opened = await openOrder(env, input.receipt, address, now)
  if (!opened.ok) return opened
  const { order } = opened.value
  if (isRepeated(input, opened.value)) return done(residentView(opened.value, now, await readCalendar(env)))
  if (input.version !== undefined && input.version !== order.version) return refused('order.has_news')
  const { move, said, rating } = input
  const asked = { move, said, note: '', teamId: null, at: null, rating }
  const at = toTheMinute(now)
  const checked = checkOrderMove(toOrderMove(order), asked, 'resident', at, await readCalendar(env))
  if (!checked.ok) return checked
  if (!(await recordOrderMove(env, order, asked, checked.value, { actor: 'resident' }, at))) {
    return refused('order.has_news')
  }
  const after = await openOrder(env, input.receipt, address, now)
  return after.ok ? done(residentView(after.value, now, await readCalendar(env))) : after
}

/** Whether the last thing that happened is this very act: its answer was lost on the way, and it came again. */
const isRepeated = ({ move, said, rating }: OwnOrderMoveInput, { order, events }: TrackedOrder): boolean => {
  const last = events.at(-1)
  if (!last || last.kind !== move || last.actor !== 'resident' || (last.said ?? '') !== said) return false
  return move !== 'review' || order.rating === rating
}
