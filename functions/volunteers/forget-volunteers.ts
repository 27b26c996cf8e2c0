import { district } from '../district.ts'
import { DAY, shanghaiDay } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { eraseBook } from './erase-me.ts'
import { deleteSubmissions, listRemembered, type Remembered } from './erase-rows.ts'

const AT_ONCE = 100
const SUBMISSION_DAYS = 30

/** Until when somebody is remembered (epoch ms). */
const rememberedUntil = ({ at, served_on, last_at }: Remembered): number => {
  const { volunteer_days_without_service, volunteer_days_after_service } = district.retention
  const stood = Math.max(at, last_at ?? 0) + volunteer_days_without_service * DAY
  if (served_on === null) return stood
  return Math.max(stood, Date.parse(`${served_on}T00:00:00+08:00`) + (1 + volunteer_days_after_service) * DAY)
}

/**
 * Keeps the promise of the privacy page (PIPL 19, 47): who never served is forgotten half a year after the last shift they
 * signed up for, who served three years after the last time. The numbers stand in content/district/district.json.
 * May be cut short and run again.
 */
export const forgetVolunteers = async (env: Env, now: number): Promise<void> => {
  await deleteSubmissions(env, shanghaiDay(now - SUBMISSION_DAYS * DAY))
  const before = now - district.retention.volunteer_days_without_service * DAY
  let after = { at: 0, id: '' }
  for (;;) {
    const page = await listRemembered(env, after, before, AT_ONCE)
    for (const one of page) if (rememberedUntil(one) <= now) await eraseBook(env, one.id, false, now)
    const last = page.at(-1)
    if (!last) return
    after = { at: last.at, id: last.id }
  }
}
