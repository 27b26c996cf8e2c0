import { done, refused, type Outcome } from '../domain/outcome.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import { allows } from '../domain/tip-off.ts'
import type { Env } from '../http/app-types.ts'
import { recordReporterAct, type TrackedCase } from './track-rows.ts'

/** The reporter takes the tip-off back before it is assigned; contact details are deleted in the same batch (PIPL 15, 47). */
export const withdrawTipOff = async (env: Env, tipOff: TrackedCase, now: number): Promise<Outcome<null>> => {
  if (!allows('withdraw', tipOff.status, tipOff.door, 'reporter')) return refused('tip_off.cannot_now')
  const act = { kind: 'withdraw', topic: 'tip_off.withdrawn', to: 'withdrawn', at: toTheMinute(now) } as const
  const written = await recordReporterAct(env, tipOff, act, { change: 'withdraw' })
  return written ? done(null) : refused('tip_off.has_news')
}
