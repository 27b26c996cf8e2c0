import { findCentre } from '../district.ts'
import type { DisputeInput } from '../domain/attendance.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { recordMessage } from '../outbox/rows.ts'
import { openBook } from '../volunteers/open-book.ts'
import * as rows from './record-rows.ts'
import { recordView, type RecordView } from './record-view.ts'

/**
 * A volunteer says that a record of theirs is wrong; the centre that keeps it hears of it. Each record may be questioned
 * once; saying the same again answers the same. Refusals: those of `openBook`, `record.not_found`,
 * `record.already_disputed`, `record.changed_meanwhile`.
 */
export async function disputeRecord(
  env: Env,
  input: DisputeInput,
  address: string,
  now: number,
): Promise<Outcome<RecordView>> {
  const book = await openBook(env, { phone: input.phone, code: input.code }, address, now)
  if (!book.ok) return book
  const row = await rows.findRecord(env.DB, input.record)
  if (!row || row.version === 0 || row.book_id !== book.value.id) return refused('record.not_found')
  if (row.disputed_at !== null) {
    return row.disputed_said === input.said ? done(recordView(row)) : refused('record.already_disputed')
  }
  const unit = findCentre(row.centre)?.unit
  const guard = rows.whileRecordUnchanged(row.id, row.version)
  const results = await env.DB.batch([
    recordMessage(
      env.DB,
      { topic: 'record.disputed', audience: unit ? `unit:${unit}` : 'desk', number: row.volunteer_number, now },
      guard,
    ),
    rows.recordDispute(env.DB, row.id, row.version, input.said, toTheMinute(now)),
  ])
  if (results.at(-1)?.meta.changes === 0) return refused('record.changed_meanwhile')
  const disputed = await rows.findRecord(env.DB, row.id)
  return disputed ? done(recordView(disputed)) : refused('record.not_found')
}
