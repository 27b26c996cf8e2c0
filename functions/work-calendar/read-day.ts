import { DAY_KINDS, isCalendarDay } from '../domain/calendar-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { findDay } from './calendar-rows.ts'
import { listMoving } from './recount-deadlines.ts'

/**
 * A day as the office keeps it, its version for whoever changes it, and what a change would bring: for each other kind
 * how many open deadlines would have to be counted anew. `calendar_day.not_found`.
 */
export const readDay = async (env: Env, day: string, now: number) => {
  if (!isCalendarDay(day)) return refused('calendar_day.not_found') satisfies Outcome<never>
  const row = await findDay(env.DB, day)
  const before = row?.kind ?? 'shipped'
  const others = DAY_KINDS.filter((kind) => kind !== before)
  const moving = await Promise.all(others.map((after) => listMoving(env, { day, before, after, now })))
  return done({
    day,
    kind: before,
    version: row?.version ?? 0,
    changed: row && { note: row.note, by: row.changed_by_name, at: row.changed_at },
    choices: others.map((kind, place) => ({ kind, moving: moving[place]!.length })),
  })
}
export type CalendarDay = Extract<Awaited<ReturnType<typeof readDay>>, { ok: true }>['value']
