import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import * as rows from './decision-rows.ts'

const AT_ONCE = 50

/**
 * Takes off the board what is past its last day; readers have not seen it since. Each case in its own batch, so that two
 * clocks at once, or one cut short, end the same.
 */
export async function expireExposures(env: Env, now: number): Promise<void> {
  for (const { id, tip_off_id: tipOffId } of await rows.listOver(env.DB, now, AT_ONCE)) {
    const guard = rows.whileOver(id, now)
    const act = { staff: null, action: 'exposure:expire', object: { kind: 'tip_off' as const, id: tipOffId } }
    await env.DB.batch([
      rows.insertExposureEvent(env.DB, { tipOffId, kind: 'expire_exposure', staffId: null, note: null, now }, guard),
      recordAct(env.DB, { ...act, result: 'ok', requestId: 'job', now, detail: id }, guard),
      rows.recordTakeDown(env.DB, { id, kind: 'expired', staffId: null, reason: '', now }, guard),
    ])
  }
}
