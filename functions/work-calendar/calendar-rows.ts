import type { ChangedDay } from '../domain/work-days.ts'
import type { Database } from '../http/app-types.ts'

/** What the office made of a day; `shipped`: as content/district/holidays.json has it. */
export const DAY_KINDS = ['off', 'working', 'shipped'] as const
export type DayKind = (typeof DAY_KINDS)[number]

const CHANGED = "SELECT day, kind FROM calendar_days WHERE kind <> 'shipped'"

/** The days that differ from what is shipped: a handful a year. */
export const listChangedDays = async (db: Database): Promise<ChangedDay[]> =>
  (await db.prepare(CHANGED).all<ChangedDay>()).results
