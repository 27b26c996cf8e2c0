import { DAY, HOUR, shanghaiMidnight } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { insertReminders, withdrawReminders } from './reminder-rows.ts'

/** From when on tomorrow's volunteers are reminded, in China's time. */
const FROM = 18 * HOUR

/**
 * Puts one reminder into the outbox for everybody (a party counts as one) who comes tomorrow, from six in the evening;
 * takes back those that still wait for people who do not come any more. Runs before the outbox is delivered, twice if
 * it must, with the same end.
 */
export async function remindVolunteers(env: Env, now: number): Promise<void> {
  const tomorrow = shanghaiMidnight(now) + DAY
  const evening = now >= shanghaiMidnight(now) + FROM
  await env.DB.batch([
    withdrawReminders(env.DB, now, tomorrow + DAY),
    ...(evening ? [insertReminders(env.DB, tomorrow, tomorrow + DAY, now)] : []),
  ])
}
