import { shippedCalendar } from '../district.ts'
import type { DayKind } from '../domain/calendar-input.ts'
import { shanghaiMidnight } from '../domain/shanghai-day.ts'
import { showMinute } from '../domain/show-time.ts'
import type { Staff } from '../domain/staff.ts'
import {
  addWorkingHours,
  type ChangedDay,
  withChangedDays,
  type WorkCalendar,
  workingHoursBetween,
} from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { recordMessage } from '../outbox/rows.ts'
import { recordAct } from '../staff/audit.ts'
import { wordsFor } from '../words.ts'
import { listChangedDays, listChanges, type LoggedChange } from './calendar-rows.ts'
import { type CountedCase, listCountedBefore, recordRecount, whileAsCounted, whileWithUnit } from './recount-rows.ts'

/** Open cases looked at, and deadlines moved in one go; whoever presses again goes on with the rest. */
const LOOKED_AT = 2000
const AT_ONCE = 25
const STATEMENTS = 6

/** The calendar as it was at a moment: what was changed since is taken back, the latest first. */
const calendarAsOf = (at: number, now: ChangedDay[], changes: LoggedChange[]): WorkCalendar => {
  const kinds = new Map<string, DayKind>(now.map(({ day, kind }) => [day, kind]))
  for (const { day, kind_before, changed_at } of changes) if (changed_at > at) kinds.set(day, kind_before)
  const days = [...kinds].map(([day, kind]) => ({ day, kind }))
  return withChangedDays(
    shippedCalendar,
    days.filter((one): one is ChangedDay => one.kind !== 'shipped'),
  )
}

export type Moving = CountedCase & { newDueAt: number }
/** A day as it would be, and as it is. */
export type WhatIf = { day: string; before: DayKind; after: DayKind; now: number }

/** The changed days and the log of changes as they would be after one more change. */
const asIf = (days: ChangedDay[], changes: LoggedChange[], whatIf: WhatIf | null) => {
  if (whatIf === null) return { days, changes }
  const { day, before, after, now } = whatIf
  const others = days.filter((one) => one.day !== day)
  const changed = { day, kind_before: before, kind_after: after, changed_at: now }
  return { days: after === 'shipped' ? others : [...others, { day, kind: after }], changes: [changed, ...changes] }
}

/**
 * The open cases whose deadline would be another if it were counted by today's calendar: as many working hours from where
 * it ran, whatever gave it. Each is compared with the calendar of the moment at which it was counted. With `whatIf`: by
 * the calendar after that change, so that whoever makes it knows before.
 */
export const listMoving = async ({ DB }: Env, whatIf: WhatIf | null = null): Promise<Moving[]> => {
  const { days, changes } = asIf(await listChangedDays(DB), await listChanges(DB), whatIf)
  if (changes.length === 0) return []
  const earliest = Math.min(...changes.map(({ day }) => shanghaiMidnight(Date.parse(`${day}T12:00:00+08:00`))))
  const latest = Math.max(...changes.map(({ changed_at }) => changed_at))
  const today = withChangedDays(shippedCalendar, days)
  const cases = await listCountedBefore(DB, earliest, latest, LOOKED_AT)
  return cases.flatMap((one) => {
    const then = calendarAsOf(one.counted_at, days, changes)
    const hours = workingHoursBetween(one.due_from, one.due_at, then)
    const newDueAt = addWorkingHours(one.due_from, hours, today)
    return newDueAt === addWorkingHours(one.due_from, hours, then) ? [] : [{ ...one, newDueAt }]
  })
}

/**
 * Counts these deadlines anew by today's calendar: for each case event, audit row, message to its unit and the deadline
 * together, guarded; slips already issued stay and say why. Cases that somebody changed meanwhile are left: pressed
 * again, it goes on. Answers how many were moved and how many are left.
 */
export async function recountDeadlines(
  env: Env,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<{ moved: number; left: number }> {
  const moving = await listMoving(env)
  let moved = 0
  for (let from = 0; from < moving.length; from += AT_ONCE) {
    const some = moving.slice(from, from + AT_ONCE)
    const results = await env.DB.batch(some.flatMap((one) => statementsOf(env, one, staff, asked)))
    moved += some.filter((_, place) => (results[place * STATEMENTS + 4]?.meta.changes ?? 0) > 0).length
  }
  return { moved, left: moving.length - moved }
}

const statementsOf = (env: Env, one: Moving, staff: Staff, asked: { requestId: string; now: number }) => {
  const { now } = asked
  const t = wordsFor('zh-CN')
  const values = { before: showMinute('zh-CN', one.due_at), after: showMinute('zh-CN', one.newDueAt) }
  const guard = whileAsCounted(one)
  const act = { staff, action: 'tip_off:recount', object: { kind: 'tip_off' as const, id: one.id }, ...asked }
  const recount = {
    dueAt: one.newDueAt,
    staffId: staff.id,
    note: t('desk_calendar.recount_note', values),
    remark: t('desk_calendar.slip_remark', values),
    now,
  }
  return [
    recordAct(env.DB, { ...act, result: 'ok' }, guard),
    recordMessage(
      env.DB,
      { topic: 'tip_off.recounted', audience: `unit:${one.unit ?? ''}`, number: one.number, now },
      whileWithUnit(one),
    ),
    ...recordRecount(env.DB, one, recount, guard),
  ]
}
