import { DAY } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { deleteBulkActs } from './bulk-rows.ts'
import { deleteReadings } from './reading-rows.ts'

const KEPT = { bulkActs: 30 * DAY, readings: DAY }

/** What was done to many cases at once is an aid for some minutes, who reads a case one for two: neither is kept. */
export const forgetBulkActs = async ({ DB }: Env, now: number): Promise<void> => {
  await deleteBulkActs(DB, now - KEPT.bulkActs)
  await deleteReadings(DB, now - KEPT.readings)
}
