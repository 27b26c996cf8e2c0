import { type Dimension, DIMENSIONS } from '../functions/domain/case-figures.ts'
import { besidePeriod, type Period } from '../functions/domain/period.ts'
import type { CaseFigures, KeyedLine, StaffFigures } from '../functions/figures/read-case-figures.ts'
import type { Words } from '../functions/words.ts'

export type { CaseFigures, KeyedLine, StaffFigures }

/** How a table may be broken down, in the order of the links. */
export const WAYS = ['unit', 'street', 'category', 'place_kind', 'grid', 'month'] as const
export type Way = Dimension | 'month'
export const askedWay = (typed: string | null): Way =>
  typed === 'month' ? 'month' : (DIMENSIONS.find((one) => one === typed) ?? 'unit')

/** A month, quarter or year as people say it. */
export const namePeriod = (t: Words, id: string): string => {
  const [year = '', part = ''] = id.split('-')
  if (part.startsWith('Q')) return t('figures.quarter_named', { year, quarter: part.slice(1) })
  return part === '' ? t('figures.year_named', { year }) : t('figures.month_named', { year, month: Number(part) })
}

/** The periods one may go to from this one: those of today, and the ones before and after. */
export const periodsBeside = (period: Period, today: string) => {
  const [year = '', month = ''] = today.split('-')
  const { before, after } = besidePeriod(period)
  return {
    now: { month: `${year}-${month}`, quarter: `${year}-Q${Math.ceil(Number(month) / 3)}`, year },
    before,
    // What lies ahead has no figures.
    after: period.to < today ? after : null,
  }
}

/** A share as it is read, in tenths of a per cent. */
export const percent = (value: number): string => `${(value * 100).toFixed(1)}%`

/** The lines of a way of looking, the most received first; months as they follow. */
export const linesOf = <L extends KeyedLine>(figures: CaseFigures<L>, way: Way): L[] => {
  if (way === 'month') return figures.months
  return [...figures.by[way]].sort(
    (a, b) => Number(a.key === '') - Number(b.key === '') || (b.received ?? 0) - (a.received ?? 0),
  )
}
