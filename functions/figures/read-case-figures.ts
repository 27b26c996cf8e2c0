import {
  type Counts,
  type Dimension,
  DIMENSIONS,
  FEWEST,
  hideFew,
  type Line,
  lineOf,
  NOTHING,
  overdueBefore,
} from '../domain/case-figures.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { nextDay, type Period, readPeriod, twelveMonths } from '../domain/period.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import { workingDaysBetween } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import type { Locale } from '../words.ts'
import { nameOfKey } from './names.ts'
import { findCaseFigures, type Kept, type KeptCounts, type KeptDue } from './case-rows.ts'

/** A line of a table with what it is about; for staff, with the counts of the three ratings. */
export type KeyedLine = Line & { key: string; name: string }
export type StaffLine = KeyedLine & Pick<Counts, 'mended' | 'partly' | 'notMended'>
/** Open cases past their deadline now, by unit, and by how many working days. */
export type LateUnit = { key: string; name: string; overdue: number; overAWeek: number; oldestDays: number }
export type StaffFigures = CaseFigures<StaffLine> & { late: LateUnit[] }
export type CaseFigures<L extends KeyedLine = KeyedLine> = {
  period: Period
  /** Overdue is counted to the end of the day before this one. */
  asOf: string
  /** Cases open now, whatever the period; null in public when they are few. */
  open: number | null
  all: L
  /** The twelve months that end with the period; `key` is the month. */
  months: L[]
  by: Record<Dimension, L[]>
}

/** Deadlines before this day are missed for the period: before today, and not after the period's end. */
const cutOf = (end: string, today: string): string => (nextDay(end) < today ? nextDay(end) : today)
const monthEnd = (month: string) => readPeriod(month)?.to ?? month

type Read = { lines: KeptCounts[]; months: KeptCounts[]; open: KeptDue[] }
type Counted = { key: string; name: string; counts: Counts }

const countsIn = (
  { lines, open }: Read,
  dimension: Kept['dimension'],
  cut: string,
  nameOf: (key: string) => string,
): Counted[] => {
  const due = new Map(open.filter((one) => one.dimension === dimension).map((one) => [one.key, one.due]))
  const kept = new Map(lines.filter((one) => one.dimension === dimension).map(({ key, counts }) => [key, counts]))
  return [...new Set([...kept.keys(), ...due.keys()])]
    .map((key) => ({
      ...{ key, name: nameOf(key) },
      counts: { ...(kept.get(key) ?? NOTHING), overdue: overdueBefore(due.get(key) ?? {}, cut) },
    }))
    .filter(({ counts }) => isSomething(counts))
    .sort((a, b) => a.key.localeCompare(b.key))
}

const isSomething = ({ days: _days, ...counts }: Counts) => Object.values(counts).some((n) => n !== 0)

const monthsIn = ({ months }: Read, period: Period, due: Record<string, number>, today: string): Counted[] =>
  twelveMonths(period)
    .filter((month) => month <= today.slice(0, 7))
    .map((month) => ({
      ...{ key: month, name: month },
      counts: {
        ...(months.find((one) => one.period === month)?.counts ?? NOTHING),
        overdue: overdueBefore(due, cutOf(monthEnd(month), today)),
      },
    }))

const publicLine = ({ counts, ...about }: Counted): KeyedLine => ({ ...about, ...lineOf(counts, FEWEST) })
const staffLine = ({ counts, ...about }: Counted): StaffLine => {
  const { mended, partly, notMended } = counts
  return { ...about, ...lineOf(counts, 1), mended, partly, notMended }
}

/** Five working days. */
const A_WEEK = 5

const lateUnits = async (env: Env, { open }: Read, locale: Locale, now: number): Promise<LateUnit[]> => {
  const calendar = await readCalendar(env)
  const today = shanghaiDay(now)
  const late = new Map<string, number>()
  const daysLate = (day: string) => {
    const known = late.get(day) ?? workingDaysBetween(Date.parse(`${day}T00:00:00+08:00`), now, calendar)
    late.set(day, known)
    return known
  }
  return open
    .filter(({ dimension }) => dimension === 'unit')
    .map(({ key, due }) => {
      const missed = Object.entries(due).filter(([day, n]) => day < today && n > 0)
      const oldest = missed.map(([day]) => day).sort()[0]
      return {
        ...{ key, name: nameOfKey(locale, 'unit', key) },
        overdue: missed.reduce((sum, [, n]) => sum + n, 0),
        overAWeek: missed.reduce((sum, [day, n]) => (daysLate(day) > A_WEEK ? sum + n : sum), 0),
        oldestDays: oldest === undefined ? 0 : daysLate(oldest),
      }
    })
    .filter(({ overdue }) => overdue > 0)
    .sort((a, b) => b.overAWeek - a.overAWeek || b.overdue - a.overdue || a.key.localeCompare(b.key))
}

/** What is asked for: the period as typed (none: this month), the language of names, and the moment. */
export type Asked = { period: string | undefined; locale: Locale; now: number }

const figuresOf = async <L extends KeyedLine>(
  env: Env,
  { period: typed, locale, now }: Asked,
  only: Kept | null,
  view: { line: (counted: Counted) => L; table: (lines: L[]) => L[] },
): Promise<Outcome<{ figures: CaseFigures<L>; read: Read }>> => {
  const today = shanghaiDay(now)
  const period = readPeriod(typed || today.slice(0, 7))
  if (!period) return refused('period.wrong', 'period')
  const read = await findCaseFigures(env, period.id, twelveMonths(period), only)
  const cut = cutOf(period.to, today)
  const whole = only ?? { dimension: 'all' as const, key: '' }
  const table = (counted: Counted[]) => view.table(counted.map(view.line))
  const all = countsIn(read, whole.dimension, cut, () => '')[0]?.counts ?? NOTHING
  const due = read.open.find(({ dimension, key }) => dimension === whole.dimension && key === whole.key)?.due ?? {}
  const open = Object.values(due).reduce((sum, n) => sum + n, 0)
  const figures = {
    ...{ period, asOf: today, open },
    all: table([{ key: whole.key, name: '', counts: all }])[0]!,
    months: table(monthsIn(read, period, due, today)),
    by: Object.fromEntries(
      DIMENSIONS.map((one) => [one, table(countsIn(read, one, cut, (key) => nameOfKey(locale, one, key)))]),
    ) as Record<Dimension, L[]>,
  }
  return done({ figures, read })
}

/**
 * The figures of tip-offs (problems, not praise) for a month, a quarter or a year, for everybody. Small counts and shares
 * of few cases stay unsaid (null). `period.wrong` for anything but `2026-11`, `2026-Q4`, `2026`; none: this month.
 *
 * How it is counted, each case as its record stands now:
 * - received: the month it came in, whatever became of it (refused, merged and withdrawn ones too). A case split off is a
 *   second one. By unit: whoever has it now or ended with it; passed on, it counts with the next.
 * - closed: the month it was struck off. Opened again, that closing is none; closed again, it counts then. A merged case
 *   is no closing of its own; the one it went into is.
 * - on time: closed by the deadline it had then ÷ (closed + open overdue). Open overdue for a period: open now, with the
 *   deadline on a day before today and not after the period's end. So a case that lies counts against every month since
 *   its deadline, and closing it late never makes a figure worse.
 * - working days: the office's calendar, the day it came in not counted (Civil Code, art. 201).
 * - rebounds: the month the new tip-off came in, for the unit that had mended the place; rate: ÷ closed.
 * - look-backs: the month somebody looked. Ratings: the month they were given, for the unit that was rated, though the
 *   case was opened again since.
 * - put right to another category, place kind, street or grid, all its counts move along; when its words and pictures are
 *   forgotten, none changes.
 */
export const readPublicFigures = async (env: Env, asked: Asked): Promise<Outcome<CaseFigures>> => {
  const reckoned = await figuresOf(env, asked, null, { line: publicLine, table: hideFew })
  if (!reckoned.ok) return reckoned
  const { open, ...figures } = reckoned.value.figures
  return done({ ...figures, open: open !== null && open > 0 && open < FEWEST ? null : open })
}

/** The same for staff, small counts said, and who is late now; for a handler, their own unit (`scope`) and no other. */
export const readStaffFigures = async (
  env: Env,
  asked: Asked,
  scope: string | null,
): Promise<Outcome<StaffFigures>> => {
  const only = scope === null ? null : ({ dimension: 'unit', key: scope } as const)
  const reckoned = await figuresOf(env, asked, only, { line: staffLine, table: (lines) => lines })
  if (!reckoned.ok) return reckoned
  const { figures, read } = reckoned.value
  return done({ ...figures, late: await lateUnits(env, read, asked.locale, asked.now) })
}
