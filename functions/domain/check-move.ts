import type { DeskMove } from './desk-move.ts'
import { issuesOf } from './move-demands.ts'
import { changes } from './move-changes.ts'
import { done, refused, type Issue, type Outcome } from './outcome.ts'
import { hasBlank } from './reply.ts'
import type { Staff } from './staff.ts'
import {
  allows,
  type Demand,
  type Door,
  EXTENSIONS,
  type Move,
  MOVE_NAMES,
  type MoveName,
  moves,
  type Rating,
  type Status,
} from './tip-off.ts'
import type { WorkCalendar } from './work-days.ts'

/** What a case is about and where it is, as the desk may set it right. */
export type Spot = {
  category: string
  placeKind: string | null
  street: string
  community: string
  landmark: string
  lng: number | null
  lat: number | null
  accuracyM: number | null
  grid: string | null
}

/** What of a case a move looks at, and what it may change. */
export type Course = Spot & {
  status: Status
  unit: string | null
  dueAt: number
  /** Since when the present unit has it. */
  assignedAt: number | null
  /** How often it left a unit that had it. */
  transfers: number
  /** The deadline a unit asks for, while nobody has answered. */
  extensionUntil: number | null
  extendedCount: number
  /** In the backlog (挂账) since when and until when, and the deadline it had before. */
  backloggedAt: number | null
  backlogUntil: number | null
  dueBeforeBacklog: number | null
  rectifiedBy: string | null
  closedAt: number | null
  /** Working days from receipt to closing, by the calendar of that day; the figures keep them. */
  closedDays: number | null
  rating: Rating | null
  reopenedCount: number
  mergedInto: string | null
  questionOpen: boolean
  publishedAt: number | null
  publicText: string | null
}
export type CaseToMove = Course & { number: string; door: Door; receivedAt: number; jointUnits: readonly string[] }

/** What the move needs to know of the world around the case. */
export type Facts = {
  now: number
  photos: readonly { kind: 'before' | 'after'; redacted: boolean }[]
  /** The case named by `into`, or null when there is none. */
  into: { number: string; status: Status } | null
  unitExists: boolean
  /** The deadline the case gets if it is assigned now. */
  dueAt: number
  /** Working hours its category allows, and when people work. */
  deadlineHours: number
  calendar: WorkCalendar
  /** What the case is to be about and where, or what is wrong with it; null where the move sets nothing right. */
  spot: Outcome<Spot> | null
  /** What is wrong with the category of the case to be split off. */
  matter: Issue | null
}

/** The case after the move; `pictures`: whether its public list entry still shows any. */
export type Change = Course & { pictures: 'keep' | 'clear' }

/** Moves for which the state is not enough: what must stand open for them, or must not. */
const available: Partial<Record<MoveName, (tipOff: CaseToMove) => boolean>> = {
  unjoint: ({ jointUnits }) => jointUnits.length > 0,
  ask_extension: ({ extensionUntil, extendedCount }) => extensionUntil === null && extendedCount < EXTENSIONS.max,
  grant_extension: ({ extensionUntil }) => extensionUntil !== null,
  refuse_extension: ({ extensionUntil }) => extensionUntil !== null,
  unbacklog: ({ backlogUntil }) => backlogUntil !== null,
}
const isAvailable = (name: MoveName, tipOff: CaseToMove) => available[name]?.(tipOff) ?? true

export const demandsOf = (name: MoveName): readonly Demand[] => (moves[name] as Move).demands ?? []

/** Whoever rectified, and everybody of the unit that did, cannot also be the one who verifies it (domain.md). */
export const isTheDoer = ({ unit, rectifiedBy }: Course, staff: Staff) =>
  rectifiedBy === staff.id || (staff.unit !== null && staff.unit === unit)

/** A handler whose unit does not answer for the case sees it because the unit helps, and may do little. */
const onlyHelps = ({ unit }: Course, { role, unit: own }: Staff) => role === 'handler' && own !== unit
const mayMake = (name: MoveName, tipOff: CaseToMove, staff: Staff) =>
  !onlyHelps(tipOff, staff) || (moves[name] as Move).joint === true

/** The moves this person may make on the case now, whatever they still demand: the buttons of the desk. */
export const allowedMoves = (tipOff: CaseToMove, staff: Staff): MoveName[] =>
  MOVE_NAMES.filter(
    (name) =>
      allows(name, tipOff.status, tipOff.door, staff.role) &&
      mayMake(name, tipOff, staff) &&
      isAvailable(name, tipOff) &&
      !(demandsOf(name).includes('not_the_doer') && isTheDoer(tipOff, staff)),
  )

/** A case that is refused, merged away or withdrawn is public no more, whatever was published before. */
const UNPUBLISHED: readonly Status[] = ['rejected', 'merged', 'withdrawn']

/**
 * Whether this person may make this move on the case now, and what the case is after it.
 * `staff.not_allowed` for moves of others, `tip_off.lead_only` for those of the unit in charge when one's own only helps,
 * `tip_off.move_not_allowed` for another state, and what the move demands: `said.missing`, `said.blank_left`,
 * `note.missing`, `unit.*`, `into.*`, `until.*`, `extension.*`, `category.*` and the like of what is set right,
 * `tip_off.after_photo_missing`, `tip_off.not_the_doer`.
 */
export const checkMove = (tipOff: CaseToMove, input: DeskMove, staff: Staff, facts: Facts): Outcome<Change> => {
  const move: Move = moves[input.move]
  if (!move.by.includes(staff.role)) return refused('staff.not_allowed')
  if (!mayMake(input.move, tipOff, staff)) return refused('tip_off.lead_only')
  const inPlace = allows(input.move, tipOff.status, tipOff.door, staff.role)
  if (!inPlace || !isAvailable(input.move, tipOff)) return refused('tip_off.move_not_allowed')
  const issues = demandsOf(input.move).flatMap((demand) => issuesOf[demand](tipOff, input, staff, facts))
  // A template is a start, not a reply: nobody is sent 【日期】.
  if (hasBlank(input.said)) issues.push({ code: 'said.blank_left', field: 'said' })
  if (issues.length > 0) return { ok: false, issues }

  const { number: _number, door: _door, receivedAt: _receivedAt, jointUnits: _jointUnits, ...course } = tipOff
  const status = move.to === 'stay' ? tipOff.status : move.to
  const hidden: Partial<Change> = UNPUBLISHED.includes(status) ? { publishedAt: null, pictures: 'clear' } : {}
  // A question nobody can answer any more is no longer open.
  const questionOpen = tipOff.questionOpen && allows('answer', status, tipOff.door, 'reporter')
  const own = changes[input.move]?.(tipOff, input, staff, facts)
  return done({ ...course, status, questionOpen, pictures: 'keep', ...hidden, ...own })
}
