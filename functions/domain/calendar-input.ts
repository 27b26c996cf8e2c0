import * as v from 'valibot'
import { lines, MALFORMED } from './text.ts'

export const DAY_NOTE = { min: 2, max: 200 }
/** What the office makes of a day; `shipped`: as content/district/holidays.json has it. */
export const DAY_KINDS = ['off', 'working', 'shipped'] as const
export type DayKind = (typeof DAY_KINDS)[number]

/** A day changed at the desk, with the reason; version 0: it was never changed before. */
export const DayInput = v.strictObject(
  {
    kind: v.picklist(DAY_KINDS, MALFORMED),
    note: lines(DAY_NOTE, 'day_note'),
    version: v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(0, MALFORMED)),
  },
  MALFORMED,
)
export type DayInput = v.InferOutput<typeof DayInput>

/** Whether a text is a day the calendar of this office can hold: `2026-10-10`, of this century. */
export const isCalendarDay = (text: string): boolean => {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text
}
