import { district } from '../district.ts'
import { DAY } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { deleteMessages } from './rows.ts'

const AT_ONCE = 500

/** Deletes messages, sent or not, and what became of them, after as many days as the district keeps them. */
export const forgetMessages = async ({ DB }: Env, now: number): Promise<void> => {
  const before = now - district.retention.message_days * DAY
  while ((await deleteMessages(DB, before, AT_ONCE)) > 0);
}
