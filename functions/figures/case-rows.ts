import { type Counts, type Dimension, NOTHING } from '../domain/case-figures.ts'
import type { Env } from '../http/app-types.ts'

export type Kept = { dimension: 'all' | Dimension; key: string }
type FigureRow = Kept & {
  period: string
  received: number
  closed: number
  closed_on_time: number
  rebounds: number
  looked_back: number
  look_backs_rebounded: number
  mended: number
  partly: number
  not_mended: number
  days: string
}
type OpenRow = Kept & { due: string }

const FIGURES = `SELECT period, dimension, key, received, closed, closed_on_time, rebounds, looked_back,
  look_backs_rebounded, mended, partly, not_mended, days FROM case_figures`
const ALL = FIGURES + ' WHERE period = ?1'
const ONE = FIGURES + ' WHERE period = ?1 AND dimension = ?2 AND key = ?3'
const MONTHS = FIGURES + ' WHERE period IN (SELECT value FROM json_each(?1)) AND dimension = ?2 AND key = ?3'
const OPEN = 'SELECT dimension, key, due FROM open_figures'
const OPEN_ONE = OPEN + ' WHERE dimension = ?1 AND key = ?2'

const countsOf = (row: FigureRow): Counts => ({
  ...NOTHING,
  received: row.received,
  closed: row.closed,
  closedOnTime: row.closed_on_time,
  rebounds: row.rebounds,
  lookedBack: row.looked_back,
  lookBacksRebounded: row.look_backs_rebounded,
  mended: row.mended,
  partly: row.partly,
  notMended: row.not_mended,
  days: JSON.parse(row.days) as Record<string, number>,
})

export type KeptCounts = Kept & { period: string; counts: Counts }
export type KeptDue = Kept & { due: Record<string, number> }

/**
 * What triggers keep (0018): the lines of a period, those of some months for one key, and open cases by due day. Reads a
 * row for each unit, street, kind and grid and a dozen of months, however many cases there are. `only`: of one key.
 */
export const findCaseFigures = async ({ DB }: Env, period: string, months: string[], only: Kept | null) => {
  const { dimension, key } = only ?? { dimension: 'all', key: '' }
  const [lines, series, open] = await DB.batch([
    only ? DB.prepare(ONE).bind(period, dimension, key) : DB.prepare(ALL).bind(period),
    DB.prepare(MONTHS).bind(JSON.stringify(months), dimension, key),
    only ? DB.prepare(OPEN_ONE).bind(dimension, key) : DB.prepare(OPEN),
  ])
  const kept = (rows: unknown): KeptCounts[] =>
    ((rows ?? []) as FigureRow[]).map((row) => ({
      ...{ period: row.period, dimension: row.dimension, key: row.key },
      counts: countsOf(row),
    }))
  return {
    lines: kept(lines?.results),
    months: kept(series?.results),
    open: ((open?.results ?? []) as OpenRow[]).map(({ due, ...row }): KeptDue => ({
      ...row,
      due: JSON.parse(due) as Record<string, number>,
    })),
  }
}

const UNCOUNTED = `SELECT id, received_at, closed_at FROM tip_offs INDEXED BY tip_offs_days_uncounted
  WHERE closed_at IS NOT NULL AND closed_days IS NULL LIMIT ?1`
const COUNTED = `UPDATE tip_offs SET closed_days = counted.value ->> 'days' FROM json_each(?1) AS counted
  WHERE tip_offs.id = counted.value ->> 'id' AND closed_at = counted.value ->> 'closedAt' AND closed_days IS NULL`

/** Closings whose working days nobody has counted: from before they were kept. */
export const listUncounted = async ({ DB }: Env, limit: number) =>
  (await DB.prepare(UNCOUNTED).bind(limit).all<{ id: string; received_at: number; closed_at: number }>()).results

/** Writes the working days of closings, where they are still those that were counted. */
export const recordClosedDays = ({ DB }: Env, counted: { id: string; closedAt: number; days: number }[]) =>
  DB.prepare(COUNTED).bind(JSON.stringify(counted)).run()
