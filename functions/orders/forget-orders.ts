import { district } from '../district.ts'
import { DAY } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { deleteOrderContacts } from './retention-rows.ts'

/** Deletes name, phone and address of orders some days after they ended (privacy page; PIPL 19, 47). */
export const forgetOrders = (env: Env, now: number): Promise<void> =>
  deleteOrderContacts(env, now - district.retention.contact_days_after_close * DAY)
