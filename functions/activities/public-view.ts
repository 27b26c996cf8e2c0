import { shiftState, type ShiftState } from '../domain/volunteer.ts'
import { activityFacts, type ActivityFacts, type ActivityFactsRow } from './activity-facts.ts'

/** A shift with its activity, as every reader of both selects them. */
export type ShiftOfActivityRow = ActivityFactsRow & {
  shift_id: string
  starts_at: number
  ends_at: number
  capacity: number
  reserved: number
  taken: number
  waiting: number
  opens_at: number
  closes_at: number
  cancel_until: number
  shift_state: 'draft' | 'open' | 'cancelled'
  moved_at: number | null
  shift_said: string | null
  state: 'draft' | 'open' | 'cancelled'
  team_name: string | null
  activity_said: string | null
}

/** A shift as the public sees it. `free` is what anyone may still take: none while somebody waits. */
export type ShiftView = {
  id: string
  startsAt: number
  endsAt: number
  capacity: number
  free: number
  waiting: number
  state: ShiftState
  opensAt: number
  closesAt: number
  cancelUntil: number
  movedAt: number | null
  cancelledSaid: string | null
}

/** An activity as the public sees it; a draft is not seen at all. */
export type ActivityView = ActivityFacts & { state: 'open' | 'cancelled'; team: { name: string } | null }
export type ShiftOfActivity = { shift: ShiftView; activity: ActivityView }

export const shiftView = (row: ShiftOfActivityRow, now: number): ShiftView => {
  const [startsAt, endsAt, opensAt, closesAt] = [row.starts_at, row.ends_at, row.opens_at, row.closes_at]
  const free = row.waiting > 0 ? 0 : Math.max(0, row.capacity - row.reserved - row.taken)
  const cancelled = row.shift_state === 'cancelled' || row.state === 'cancelled'
  return {
    id: row.shift_id,
    startsAt,
    endsAt,
    capacity: row.capacity,
    free,
    waiting: row.waiting,
    state: shiftState({ startsAt, endsAt, opensAt, closesAt, cancelled, free }, now),
    opensAt,
    closesAt,
    cancelUntil: row.cancel_until,
    movedAt: row.moved_at,
    cancelledSaid: row.shift_said ?? row.activity_said,
  }
}

export const activityView = (row: ShiftOfActivityRow): ActivityView => ({
  ...activityFacts(row),
  state: row.state === 'cancelled' ? 'cancelled' : 'open',
  team: row.team_name === null ? null : { name: row.team_name },
})

/** Both, as lists and sign-ups carry them. */
export const shiftOfActivity = (row: ShiftOfActivityRow, now: number): ShiftOfActivity => ({
  shift: shiftView(row, now),
  activity: activityView(row),
})
