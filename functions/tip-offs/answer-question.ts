import { done, refused, type Outcome } from '../domain/outcome.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { canAnswer } from './reporter-view.ts'
import { recordReporterAct, type TrackedCase } from './track-rows.ts'

/** The reporter answers the desk's open question; `tip_off.no_question` when there is none. */
export const answerQuestion = async (
  env: Env,
  tipOff: TrackedCase,
  said: string,
  now: number,
): Promise<Outcome<null>> => {
  if (!canAnswer(tipOff)) return refused('tip_off.no_question')
  const act = { kind: 'answer', topic: 'tip_off.answered', to: tipOff.status, said, at: toTheMinute(now) } as const
  const written = await recordReporterAct(env, tipOff, act, { change: 'answer' })
  return written ? done(null) : refused('tip_off.has_news')
}
