import { activityFacts } from './activity-facts.ts'
import type { DeskActivityRow, DeskShiftRow } from './desk-rows.ts'
import type { ListedRow } from './list-rows.ts'

/** A shift as the desk sees it. */
export const deskShift = (row: DeskShiftRow) => ({
  id: row.id,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  capacity: row.capacity,
  reserved: row.reserved,
  taken: row.taken,
  waiting: row.waiting,
  opensAt: row.opens_at,
  closesAt: row.closes_at,
  cancelUntil: row.cancel_until,
  state: row.state,
  version: row.version,
  movedAt: row.moved_at,
  cancelledAt: row.cancelled_at,
  cancelledSaid: row.cancelled_said,
})
export type DeskShift = ReturnType<typeof deskShift>

/** An activity as the desk sees it. */
export const deskActivity = (row: DeskActivityRow) => ({
  ...activityFacts(row),
  id: row.id,
  state: row.state,
  version: row.version,
  team: row.team_id === null ? null : { id: row.team_id, name: row.team_name ?? '' },
  createdAt: row.created_at,
  changedAt: row.changed_at,
  cancelledAt: row.cancelled_at,
  cancelledSaid: row.cancelled_said,
})
export type DeskActivity = ReturnType<typeof deskActivity>

/** A line of the desk's list. */
export const listedActivity = (row: ListedRow) => ({
  id: row.id,
  number: row.number,
  state: row.state,
  kind: row.kind,
  title: row.title,
  centre: row.centre,
  community: row.community,
  shifts: row.shifts,
  next:
    row.next_id === null
      ? null
      : {
          id: row.next_id,
          startsAt: row.next_starts_at ?? 0,
          endsAt: row.next_ends_at ?? 0,
          capacity: row.next_capacity ?? 0,
          reserved: row.next_reserved ?? 0,
          taken: row.next_taken ?? 0,
          waiting: row.next_waiting ?? 0,
        },
})
export type ListedActivity = ReturnType<typeof listedActivity>
