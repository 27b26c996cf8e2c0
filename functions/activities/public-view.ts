import { shiftState, type ShiftState } from '../domain/volunteer.ts'

/** A shift with its activity, as every reader of both selects them. */
export type ShiftOfActivityRow = {
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
  number: string
  state: 'draft' | 'open' | 'cancelled'
  kind: string
  title: string
  text: string
  centre: string
  team_name: string | null
  street: string
  community: string
  place: string
  contact_name: string
  contact_phone: string
  bring: string
  min_age: number
  skills: string
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
export type ActivityView = {
  number: string
  state: 'open' | 'cancelled'
  title: string
  kind: string
  text: string
  centre: string
  team: { name: string } | null
  street: string
  community: string
  place: string
  contactName: string
  contactPhone: string
  bring: string
  minAge: number
  skills: string[]
}
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
  number: row.number,
  state: row.state === 'cancelled' ? 'cancelled' : 'open',
  title: row.title,
  kind: row.kind,
  text: row.text,
  centre: row.centre,
  team: row.team_name === null ? null : { name: row.team_name },
  street: row.street,
  community: row.community,
  place: row.place,
  contactName: row.contact_name,
  contactPhone: row.contact_phone,
  bring: row.bring,
  minAge: row.min_age,
  skills: JSON.parse(row.skills) as string[],
})

/** Both, as lists and sign-ups carry them. */
export const shiftOfActivity = (row: ShiftOfActivityRow, now: number): ShiftOfActivity => ({
  shift: shiftView(row, now),
  activity: activityView(row),
})
