import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { TrackedMove } from '../domain/tracked-move.ts'
import type { Env } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { answerQuestion } from './answer-question.ts'
import { rateResult } from './rate-result.ts'
import { reporterView, type ReporterView } from './reporter-view.ts'
import { openByReceipt } from './track-tip-off.ts'
import type { Tracked } from './track-rows.ts'
import { withdrawTipOff } from './withdraw-tip-off.ts'

/**
 * What a reporter does with their own case: answers, rates or withdraws; answers the case as it is then.
 * The same act sent again changes nothing and answers the same. Refusals: those of `openByReceipt` and of the verbs,
 * and `tip_off.has_news` when the case is no longer as the reporter, or this process, read it.
 */
export const moveOwnTipOff = async (
  env: Env,
  move: TrackedMove,
  address: string,
  now: number,
): Promise<Outcome<ReporterView>> => {
  const limit = await withinLimit(env, limits.trackedMove, address, now)
  if (!limit.ok) return limit
  const opened = await openByReceipt(env, move.receipt, address, now)
  if (!opened.ok) return opened
  if (isRepeated(move, opened.value)) return done(await reporterView(env, opened.value, now))
  if (move.version !== undefined && move.version !== opened.value.tipOff.version) return refused('tip_off.has_news')
  const moved = await make(env, move, opened.value, now)
  if (!moved.ok) return moved
  const after = await openByReceipt(env, move.receipt, address, now)
  return after.ok ? done(await reporterView(env, after.value, now)) : after
}

const make = (env: Env, move: TrackedMove, { tipOff }: Tracked, now: number): Promise<Outcome<null>> => {
  if (move.move === 'answer') return answerQuestion(env, tipOff, move.said, now)
  if (move.move === 'rate') return rateResult(env, tipOff, move, now)
  return withdrawTipOff(env, tipOff, now)
}

/** Whether the last thing that happened is this very act: its answer was lost on the way, and it came again. */
const isRepeated = (move: TrackedMove, { events }: Tracked): boolean => {
  const last = events.at(-1)
  if (!last || last.kind !== move.move) return false
  if (move.move === 'answer') return last.said === move.said
  if (move.move === 'rate') return last.note === move.rating && (last.said ?? '') === move.note
  return true
}
