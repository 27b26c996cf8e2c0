import type { Guard } from '../db/guard.ts'
import type { DayKind } from '../domain/calendar-input.ts'
import type { ChangedDay } from '../domain/work-days.ts'
import type { Database } from '../http/app-types.ts'

const CHANGED = "SELECT day, kind FROM calendar_days WHERE kind <> 'shipped'"

/** The days that differ from what is shipped: a handful a year. */
export const listChangedDays = async (db: Database): Promise<ChangedDay[]> =>
  (await db.prepare(CHANGED).all<ChangedDay>()).results

export type DayRow = {
  day: string
  kind: DayKind
  note: string
  version: number
  changed_by_name: string | null
  changed_at: number
}
const OF_YEAR = `SELECT day, kind, note, calendar_days.version, staff.name AS changed_by_name, calendar_days.changed_at
  FROM calendar_days LEFT JOIN staff ON staff.id = changed_by WHERE day BETWEEN ? AND ? ORDER BY day`

/** The days of a year that were ever changed, those set back included. */
export const listDaysOfYear = async (db: Database, year: string): Promise<DayRow[]> =>
  (await db.prepare(OF_YEAR).bind(`${year}-01-01`, `${year}-12-31`).all<DayRow>()).results

const DAY = `SELECT day, kind, note, calendar_days.version, staff.name AS changed_by_name, calendar_days.changed_at
  FROM calendar_days LEFT JOIN staff ON staff.id = changed_by WHERE day = ?`
/** The day as somebody changed it last; null when nobody ever did. */
export const findDay = (db: Database, day: string) => db.prepare(DAY).bind(day).first<DayRow>()

const WHILE_DAY_IS = 'FROM (SELECT 1) WHERE COALESCE((SELECT version FROM calendar_days WHERE day = ?), 0) = ?'

/** Holds while nobody has changed the day since it was read; version 0: nobody ever did. */
export const whileDayIs = (day: string, version: number): Guard => ({ from: WHILE_DAY_IS, values: [day, version] })

const LOG =
  'INSERT INTO calendar_changes (day, kind_before, kind_after, changed_at, note, changed_by) SELECT ?, ?, ?, ?, ?, ? '
const SET = 'INSERT INTO calendar_days (day, kind, note, changed_by, changed_at) SELECT ?, ?, ?, ?, ? '
const SET_AGAIN = ` ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, note = excluded.note,
  changed_by = excluded.changed_by, changed_at = excluded.changed_at, version = version + 1`

type Change = { day: string; before: DayKind; after: DayKind; note: string; staffId: string; now: number }

/** The change of a day and its line in the log; the day itself last, for its count decides. */
export const recordDay = (db: Database, { day, before, after, note, staffId, now }: Change, guard: Guard) => [
  db.prepare(LOG + guard.from).bind(day, before, after, now, note, staffId, ...guard.values),
  db.prepare(SET + guard.from + SET_AGAIN).bind(day, after, note, staffId, now, ...guard.values),
]

export type LoggedChange = { day: string; kind_before: DayKind; kind_after: DayKind; changed_at: number }
const LOGGED = 'SELECT day, kind_before, kind_after, changed_at FROM calendar_changes ORDER BY id DESC LIMIT 1000'

/** What was changed of the calendar, the latest first. */
export const listChanges = async (db: Database): Promise<LoggedChange[]> =>
  (await db.prepare(LOGGED).all<LoggedChange>()).results

export type HistoryRow = LoggedChange & { note: string | null; changed_by_name: string | null }
const HISTORY = `SELECT day, kind_before, kind_after, calendar_changes.changed_at, note, staff.name AS changed_by_name
  FROM calendar_changes LEFT JOIN staff ON staff.id = changed_by WHERE day BETWEEN ? AND ?
  ORDER BY calendar_changes.id DESC LIMIT 200`

/** What was changed of the days of a year, the latest first, with who did it and why. */
export const listHistory = async (db: Database, year: string): Promise<HistoryRow[]> =>
  (await db.prepare(HISTORY).bind(`${year}-01-01`, `${year}-12-31`).all<HistoryRow>()).results

// Beyond so many nobody counts.
const DUE_WITHIN = `SELECT COUNT(*) AS n FROM (SELECT 1 FROM tip_offs INDEXED BY tip_offs_queue
  WHERE status IN ('received', 'accepted', 'assigned', 'rectified', 'verified') AND due_at >= ? AND due_at < ? LIMIT 1000)`

/** How many open cases have a deadline from a moment (included) to another (not included); 1000 stands for more. */
export const countDueWithin = async (db: Database, from: number, to: number): Promise<number> =>
  (await db.prepare(DUE_WITHIN).bind(from, to).first<{ n: number }>())?.n ?? 0
