import type { CaseToMove, Facts } from './check-move.ts'
import type { DeskMove } from './desk-move.ts'
import type { Issue } from './outcome.ts'
import { readExtension, readReviewDay } from './put-off.ts'
import { showDay } from './show-time.ts'
import type { Staff } from './staff.ts'
import { type Demand, OPEN_STATUSES, type Status } from './tip-off.ts'

const NONE: Issue[] = []
const issue = (code: string, field?: string, detail?: Issue['detail']): Issue[] => [
  { code, ...(field && { field }), ...(detail && { detail }) },
]
const isOpen = (status: Status) => (OPEN_STATUSES as readonly Status[]).includes(status)

/** A day that cannot be taken, with the last one that could. */
const ofDay = (read: ReturnType<typeof readReviewDay>): Issue[] => {
  if ('at' in read) return NONE
  return issue(read.code, 'until', read.latest === undefined ? undefined : { latest: showDay('zh-CN', read.latest) })
}

/** What each demand of the moves table finds lacking; nothing when it is met. */
export const issuesOf: Record<Demand, (tipOff: CaseToMove, input: DeskMove, staff: Staff, facts: Facts) => Issue[]> = {
  said: (_, { said }) => (said === '' ? issue('said.missing', 'said') : NONE),
  note: (_, { note }) => (note === '' ? issue('note.missing', 'note') : NONE),
  unit: (_, { unit }, _staff, { unitExists }) => {
    if (unit === '') return issue('unit.missing', 'unit')
    return unitExists ? NONE : issue('unit.unknown', 'unit')
  },
  other_unit: ({ unit, jointUnits }, input) => {
    if (input.unit !== '' && input.unit === unit) return issue('unit.same', 'unit')
    return input.move === 'joint' && jointUnits.includes(input.unit) ? issue('unit.helps_already', 'unit') : NONE
  },
  joint_unit: ({ jointUnits }, { unit }) => (jointUnits.includes(unit) ? NONE : issue('unit.helps_not', 'unit')),
  into: ({ number }, input, _staff, { into }) => {
    if (input.into === '') return issue('into.missing', 'into')
    if (input.into === number) return issue('into.itself', 'into')
    return into && isOpen(into.status) ? NONE : issue('into.not_open', 'into')
  },
  spot: (_tipOff, _input, _staff, { spot }) => (spot && !spot.ok ? spot.issues : NONE),
  matter: (_tipOff, _input, _staff, { matter }) => (matter ? [matter] : NONE),
  longer: ({ dueAt }, { until }, _staff, { now, deadlineHours, calendar }) => {
    if (now > dueAt) return issue('extension.too_late')
    return until === '' ? issue('until.missing', 'until') : ofDay(readExtension(until, dueAt, deadlineHours, calendar))
  },
  review_day: (_, { until }, _staff, { now, calendar }) =>
    until === '' ? issue('until.missing', 'until') : ofDay(readReviewDay(until, now, calendar)),
  extension: ({ extensionUntil }, _input, _staff, { now }) =>
    extensionUntil !== null && extensionUntil <= now ? issue('extension.over') : NONE,
  after_photo: ({ door }, _input, _staff, { photos }) =>
    door === 'praise' || photos.some(({ kind }) => kind === 'after') ? NONE : issue('tip_off.after_photo_missing'),
  not_the_doer: ({ unit, rectifiedBy }, _input, staff) =>
    rectifiedBy === staff.id || (staff.unit !== null && staff.unit === unit) ? issue('tip_off.not_the_doer') : NONE,
}
