import { district } from '../district.ts'
import { DAY, shanghaiDay } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { deleteOldKeys, deleteSomeResponses, deleteUnreadTexts, listOldSurveys } from './retention-rows.ts'

/** For so long the same answers sent again are acknowledged as the same. */
const KEY_DAYS = 30
/** A statement of D1 may take thirty seconds: so many rows at a time, so many times in a run. */
const AT_ONCE = 2000
const TIMES = 100

/**
 * Deletes the keys of answers sent long ago, and the single answers of surveys that have been over for some years
 * (privacy page; PIPL 19, 47): the figures stay, and the texts that were made public.
 */
export const forgetSubmissions = async (env: Env, now: number): Promise<void> => {
  const before = now - KEY_DAYS * DAY
  await deleteOldKeys(env, shanghaiDay(before), before)
  for (const id of await listOldSurveys(env, now - district.retention.survey_response_days * DAY)) {
    for (let times = 0; times < TIMES && (await deleteSomeResponses(env, id, AT_ONCE)) > 0;) times += 1
    await deleteUnreadTexts(env, id)
  }
}
