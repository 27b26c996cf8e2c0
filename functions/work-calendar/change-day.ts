import { type DayInput, isCalendarDay } from '../domain/calendar-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findDay, recordDay, whileDayIs } from './calendar-rows.ts'
import { forgetCalendar } from './read-calendar.ts'

/**
 * Makes a day off, a working day, or again what is shipped, with the reason; deadlines counted before stay until somebody
 * has them counted anew. `calendar_day.not_found`, `day_note.missing`, `calendar_day.changed_meanwhile`,
 * `calendar_day.already`; each is recorded.
 */
export async function changeDay(
  env: Env,
  day: string,
  input: DayInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ day: string; version: number }>> {
  if (!isCalendarDay(day)) return refused('calendar_day.not_found')
  const act = { staff, action: 'calendar:change', object: { kind: 'calendar_day' as const, id: day }, ...asked }
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  const row = await findDay(env.DB, day)
  const before = row?.kind ?? 'shipped'
  if ((row?.version ?? 0) !== input.version) return refuse(refused('calendar_day.changed_meanwhile'))
  if (input.note === '') return refuse(refused('day_note.missing', 'note'))
  if (before === input.kind) return refuse(refused('calendar_day.already', 'kind'))

  const guard = whileDayIs(day, input.version)
  const change = { day, before, after: input.kind, note: input.note, staffId: staff.id, now: asked.now }
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok', detail: `${input.kind}: ${input.note}` }, guard),
    ...recordDay(env.DB, change, guard),
  ])
  forgetCalendar()
  if (results.at(-1)?.meta.changes === 0) return refuse(refused('calendar_day.changed_meanwhile'))
  return done({ day, version: input.version + 1 })
}
