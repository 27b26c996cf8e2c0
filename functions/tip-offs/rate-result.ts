import { district } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import type { Rating } from '../domain/tip-off.ts'
import { addWorkingDays } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { canRate } from './reporter-view.ts'
import { recordReporterAct, type TrackedCase } from './track-rows.ts'

/**
 * The reporter says what became of it. The first `not_mended` opens the case again, with a new deadline for the desk;
 * a later one is recorded and stays closed, so that two who disagree do not go round in circles.
 */
export const rateResult = async (
  env: Env,
  tipOff: TrackedCase,
  { rating, note }: { rating: Rating; note: string },
  now: number,
): Promise<Outcome<null>> => {
  if (!canRate(tipOff)) return refused('tip_off.cannot_now')
  const at = toTheMinute(now)
  const opensAgain = rating === 'not_mended' && tipOff.reopened_count === 0
  const act = { kind: 'rate', topic: 'tip_off.rated', said: note, note: rating, at } as const
  const dueAt = addWorkingDays(at, district.promise.triage_working_days, await readCalendar(env))
  const written = opensAgain
    ? await recordReporterAct(env, tipOff, { ...act, to: 'accepted' }, { change: 'reopen', dueAt })
    : await recordReporterAct(env, tipOff, { ...act, to: tipOff.status }, { change: 'rate', rating })
  return written ? done(null) : refused('tip_off.has_news')
}
