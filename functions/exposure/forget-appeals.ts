import { district } from '../district.ts'
import { DAY } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { forgetStatements } from './appeal-rows.ts'

/** Deletes who appealed some days after the answer, and later what they wrote and were answered (privacy page; PIPL 19, 47). */
export const forgetAppeals = async (env: Env, now: number): Promise<void> => {
  const { contact_days_after_close: contacts, tip_off_days_after_close: texts } = district.retention
  await env.DB.batch(forgetStatements(env.DB, now - contacts * DAY, now - texts * DAY))
}
