import type { CaseToMove, Change, Course, Facts } from './check-move.ts'
import type { DeskMove } from './desk-move.ts'
import { dueAfterBacklog, readExtension, readReviewDay } from './put-off.ts'
import type { Staff } from './staff.ts'
import type { MoveName } from './tip-off.ts'
import { workingDaysBetween } from './work-days.ts'

const NO_EXTENSION = { extensionUntil: null } satisfies Partial<Course>
const NO_BACKLOG = { backloggedAt: null, backlogUntil: null, dueBeforeBacklog: null } satisfies Partial<Course>

const OFF_THE_BOARD = { publishedAt: null, pictures: 'clear' } satisfies Partial<Change>

/** Another unit begins with the whole of its time, whatever was asked or put off before. */
const given = ({ unit }: DeskMove, { now, dueAt }: Facts): Partial<Change> => ({
  ...{ unit, dueAt, assignedAt: now, rectifiedBy: null },
  ...NO_EXTENSION,
  ...NO_BACKLOG,
})

const backlogged = (tipOff: CaseToMove, { until }: DeskMove, { now, calendar }: Facts): Partial<Change> => {
  const read = readReviewDay(until, now, calendar)
  if (!('at' in read)) return {}
  // Put off again, it stands in the backlog since the first time.
  const [backloggedAt, dueBeforeBacklog] =
    tipOff.backlogUntil === null
      ? [now, tipOff.dueAt]
      : [tipOff.backloggedAt ?? now, tipOff.dueBeforeBacklog ?? tipOff.dueAt]
  return { backloggedAt, dueBeforeBacklog, backlogUntil: read.at, dueAt: read.at, ...NO_EXTENSION }
}

const unbacklogged = ({ backloggedAt, dueBeforeBacklog, dueAt }: CaseToMove, { now, calendar }: Facts) => ({
  ...NO_BACKLOG,
  dueAt: dueAfterBacklog({ backloggedAt: backloggedAt ?? now, dueBefore: dueBeforeBacklog ?? dueAt }, now, calendar),
})

/** Struck off, and the working days it took: the day it came in is not counted (Civil Code, art. 201). */
const closed = ({ receivedAt }: CaseToMove, { now, calendar }: Facts): Partial<Change> => ({
  closedAt: now,
  closedDays: workingDaysBetween(receivedAt, now, calendar),
})

/** What each move changes beside the state. */
export const changes: Partial<
  Record<MoveName, (tipOff: CaseToMove, input: DeskMove, staff: Staff, facts: Facts) => Partial<Change>>
> = {
  ask: () => ({ questionOpen: true }),
  merge: (_, { into }) => ({ mergedInto: into }),
  // What two people let onto the board was this kind and this place.
  correct: (_tipOff, _input, _staff, { spot }) => (spot?.ok ? { ...spot.value, ...OFF_THE_BOARD } : {}),
  assign: (_tipOff, input, _staff, facts) => given(input, facts),
  transfer: ({ transfers }, input, _staff, facts) => ({ ...given(input, facts), transfers: transfers + 1 }),
  hand_back: ({ transfers }) => ({ unit: null, assignedAt: null, transfers: transfers + 1, ...NO_EXTENSION }),
  ask_extension: ({ dueAt }, { until }, _staff, { deadlineHours, calendar }) => {
    const read = readExtension(until, dueAt, deadlineHours, calendar)
    return 'at' in read ? { extensionUntil: read.at } : {}
  },
  grant_extension: ({ extensionUntil, extendedCount, dueAt }) => ({
    dueAt: extensionUntil ?? dueAt,
    extendedCount: extendedCount + 1,
    ...NO_EXTENSION,
  }),
  refuse_extension: () => NO_EXTENSION,
  backlog: (tipOff, input, _staff, facts) => backlogged(tipOff, input, facts),
  unbacklog: (tipOff, _input, _staff, facts) => unbacklogged(tipOff, facts),
  rectify: (_tipOff, _input, { id }) => ({ rectifiedBy: id, ...NO_EXTENSION, ...NO_BACKLOG }),
  send_back: () => ({ rectifiedBy: null }),
  close: (tipOff, _input, _staff, facts) => closed(tipOff, facts),
  thank: (tipOff, _input, _staff, facts) => closed(tipOff, facts),
  reopen: ({ reopenedCount }) => ({
    ...{ closedAt: null, closedDays: null, mergedInto: null, rating: null, rectifiedBy: null, assignedAt: null },
    ...{ extendedCount: 0, ...NO_EXTENSION, ...NO_BACKLOG, reopenedCount: reopenedCount + 1 },
  }),
}
