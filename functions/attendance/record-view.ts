import type { CorrectableRow } from './record-rows.ts'
import type { RecordRow } from './rows.ts'

/** What of a record its volunteer is not shown. */
type StaffOnly = 'sign_up_id' | 'volunteer_id' | 'disputed_said' | 'version'

/** A service record as the volunteer whose it is sees it. */
export const recordView = (row: Omit<RecordRow, StaffOnly>) => ({
  id: row.id,
  title: row.title,
  centre: row.centre,
  servedOn: row.served_on,
  inAt: row.in_at,
  outAt: row.out_at,
  minutes: row.minutes,
  noShow: row.no_show === 1,
  corrected: row.corrected === 1,
  reason: row.reason,
  disputedAt: row.disputed_at,
  disputeAnswer: row.dispute_answer,
})
export type RecordView = ReturnType<typeof recordView>

/** The same as staff see it: whose, of which shift, and what the volunteer says against it. */
export const deskRecordView = (row: CorrectableRow) => ({
  ...recordView(row),
  volunteer: row.volunteer_number,
  shift: row.shift_id,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  source: row.source,
  disputedSaid: row.disputed_said,
  version: row.version,
})
export type DeskRecordView = ReturnType<typeof deskRecordView>
