import { district } from '../district.ts'
import { DAY, shanghaiDay } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { deleteOrderContacts, deleteOrderSubmissions } from './retention-rows.ts'

/** For so long the same form sent again is answered with the same order. */
const SUBMISSION_DAYS = 30

/**
 * Deletes name, phone and address of orders some days after they ended (privacy page; PIPL 19, 47), and the keys of
 * forms sent long ago.
 */
export const forgetOrders = async (env: Env, now: number): Promise<void> => {
  await deleteOrderContacts(env, now - district.retention.contact_days_after_close * DAY)
  await deleteOrderSubmissions(env, shanghaiDay(now - SUBMISSION_DAYS * DAY))
}
