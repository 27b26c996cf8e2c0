import { district } from '../district.ts'
import { DAY, toTheMinute } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import * as rows from './retention-rows.ts'

const AT_ONCE = 100

/**
 * Keeps the promise of the privacy page (PIPL 19, 47): contacts go some days after a case ended, words, place and
 * pictures after two years, those of a withdrawn case within days. The numbers stand in content/district/district.json.
 * The pictures' files lie unreferenced from then on and leave with the next sweep. May be cut short and run again.
 */
export const forgetTipOffs = async (env: Env, now: number): Promise<void> => {
  const { contact_days_after_close, tip_off_days_after_close, withdrawn_days } = district.retention
  await rows.deleteContacts(env, now - contact_days_after_close * DAY)
  const [ended, withdrawn] = [now - tip_off_days_after_close * DAY, now - withdrawn_days * DAY]
  for (;;) {
    const ids = await rows.listEnded(env, ended, withdrawn, AT_ONCE)
    if (ids.length === 0) return
    await rows.deleteContents(env, ids, toTheMinute(now))
  }
}
