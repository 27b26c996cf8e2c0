import type { DeskMove } from './desk-move.ts'
import { done, refused, type Issue, type Outcome } from './outcome.ts'
import { hasBlank } from './reply.ts'
import type { Staff } from './staff.ts'
import {
  allows,
  type Demand,
  type Door,
  type Move,
  MOVE_NAMES,
  type MoveName,
  moves,
  OPEN_STATUSES,
  type Rating,
  type Status,
} from './tip-off.ts'

/** What of a case a move looks at, and what it may change. */
export type Course = {
  status: Status
  unit: string | null
  dueAt: number
  rectifiedBy: string | null
  closedAt: number | null
  rating: Rating | null
  reopenedCount: number
  mergedInto: string | null
  questionOpen: boolean
  publishedAt: number | null
  publicText: string | null
}
export type CaseToMove = Course & { number: string; door: Door }

/** What the move needs to know of the world around the case. */
export type Facts = {
  now: number
  photos: readonly { kind: 'before' | 'after'; redacted: boolean }[]
  /** The case named by `into`, or null when there is none. */
  into: { number: string; status: Status } | null
  unitExists: boolean
  /** The deadline the case gets if it is assigned now. */
  dueAt: number
}

/** The case after the move; `pictures`: which renditions its public list entry shows. */
export type Change = Course & { pictures: 'keep' | 'pick' | 'clear' }

const isOpen = (status: Status) => (OPEN_STATUSES as readonly Status[]).includes(status)
const demandsOf = (name: MoveName): readonly Demand[] => (moves[name] as Move).demands ?? []

/** Whoever rectified, and everybody of the unit that did, cannot also be the one who verifies it (domain.md). */
const isTheDoer = ({ unit, rectifiedBy }: Course, staff: Staff) =>
  rectifiedBy === staff.id || (staff.unit !== null && staff.unit === unit)

/** The moves this person may make on the case now, whatever they still demand: the buttons of the desk. */
export const allowedMoves = (tipOff: CaseToMove, staff: Staff): MoveName[] =>
  MOVE_NAMES.filter(
    (name) =>
      allows(name, tipOff.status, tipOff.door, staff.role) &&
      !(demandsOf(name).includes('not_the_doer') && isTheDoer(tipOff, staff)) &&
      !(name === 'unpublish' && tipOff.publishedAt === null),
  )

const issue = (code: string, field?: string): Issue => ({ code, ...(field && { field }) })

const missing: Record<Demand, (tipOff: CaseToMove, input: DeskMove, staff: Staff, facts: Facts) => Issue | null> = {
  said: (_, { said }) => (said === '' ? issue('said.missing', 'said') : null),
  note: (_, { note }) => (note === '' ? issue('note.missing', 'note') : null),
  unit: (_, { unit }, _staff, { unitExists }) => {
    if (unit === '') return issue('unit.missing', 'unit')
    return unitExists ? null : issue('unit.unknown', 'unit')
  },
  into: ({ number }, input, _staff, { into }) => {
    if (input.into === '') return issue('into.missing', 'into')
    if (input.into === number) return issue('into.itself', 'into')
    return into && isOpen(into.status) ? null : issue('into.not_open', 'into')
  },
  after_photo: ({ door }, _input, _staff, { photos }) =>
    door === 'praise' || photos.some(({ kind }) => kind === 'after') ? null : issue('tip_off.after_photo_missing'),
  not_the_doer: (tipOff, _input, staff) => (isTheDoer(tipOff, staff) ? issue('tip_off.not_the_doer') : null),
  redacted_photos: ({ door, publicText }, input, _staff, { photos }) => {
    if (input.publicText === '' && !publicText) return issue('public_text.missing', 'publicText')
    const lacks = (kind: 'before' | 'after') => !photos.some((photo) => photo.kind === kind && photo.redacted)
    const noBefore = photos.some(({ kind }) => kind === 'before') && lacks('before')
    // A problem is published with its mending: before and after side by side. Praise needs no picture.
    return door === 'problem' && (noBefore || lacks('after')) ? issue('tip_off.photos_not_redacted') : null
  },
}

const changes: Partial<
  Record<MoveName, (tipOff: CaseToMove, input: DeskMove, staff: Staff, facts: Facts) => Partial<Change>>
> = {
  ask: () => ({ questionOpen: true }),
  merge: (_, { into }) => ({ mergedInto: into }),
  assign: (_, { unit }, _staff, { dueAt }) => ({ unit, dueAt, rectifiedBy: null }),
  hand_back: () => ({ unit: null }),
  rectify: (_tipOff, _input, { id }) => ({ rectifiedBy: id }),
  send_back: () => ({ rectifiedBy: null }),
  close: (_tipOff, _input, _staff, { now }) => ({ closedAt: now }),
  thank: (_tipOff, _input, _staff, { now }) => ({ closedAt: now }),
  reopen: ({ reopenedCount }) => ({
    closedAt: null,
    mergedInto: null,
    rating: null,
    rectifiedBy: null,
    reopenedCount: reopenedCount + 1,
  }),
  publish: ({ publishedAt, publicText }, input, _staff, { now }) => ({
    publishedAt: publishedAt ?? now,
    publicText: input.publicText || publicText,
    pictures: 'pick',
  }),
  unpublish: () => ({ publishedAt: null, pictures: 'clear' }),
}

/** A case that is refused, merged away or withdrawn is public no more, whatever was published before. */
const UNPUBLISHED: readonly Status[] = ['rejected', 'merged', 'withdrawn']

/**
 * Whether this person may make this move on the case now, and what the case is after it.
 * `staff.not_allowed` for moves of others, `tip_off.move_not_allowed` for another state, and what the move demands:
 * `said.missing`, `said.blank_left`, `note.missing`, `unit.*`, `into.*`, `tip_off.after_photo_missing`,
 * `tip_off.not_the_doer`, `public_text.missing`, `tip_off.photos_not_redacted`.
 */
export const checkMove = (tipOff: CaseToMove, input: DeskMove, staff: Staff, facts: Facts): Outcome<Change> => {
  const move: Move = moves[input.move]
  if (!move.by.includes(staff.role)) return refused('staff.not_allowed')
  const inPlace = allows(input.move, tipOff.status, tipOff.door, staff.role)
  if (!inPlace || (input.move === 'unpublish' && tipOff.publishedAt === null)) {
    return refused('tip_off.move_not_allowed')
  }
  const issues = demandsOf(input.move)
    .map((demand) => missing[demand](tipOff, input, staff, facts))
    .filter((found) => found !== null)
  // A template is a start, not a reply: nobody is sent 【日期】.
  if (hasBlank(input.said)) issues.push(issue('said.blank_left', 'said'))
  if (issues.length > 0) return { ok: false, issues }

  const { number: _number, door: _door, ...course } = tipOff
  const status = move.to === 'stay' ? tipOff.status : move.to
  const hidden: Partial<Change> = UNPUBLISHED.includes(status) ? { publishedAt: null, pictures: 'clear' } : {}
  // A question nobody can answer any more is no longer open.
  const questionOpen = tipOff.questionOpen && allows('answer', status, tipOff.door, 'reporter')
  const own = changes[input.move]?.(tipOff, input, staff, facts)
  return done({ ...course, status, questionOpen, pictures: 'keep', ...hidden, ...own })
}
