import Papa from 'papaparse'
import { type Dimension, DIMENSIONS } from '../domain/case-figures.ts'
import { CSV, CSV_MARK } from '../domain/plain-cells.ts'
import { type Locale, wordsFor } from '../words.ts'
import type { CaseFigures, KeyedLine, StaffLine } from './read-case-figures.ts'

export type By = Dimension | 'month'
/** The breakdown a table is asked for; anything else: by unit. */
export const askedDimension = (typed: string | undefined): By =>
  (['month', ...DIMENSIONS] as const).find((one) => one === typed) ?? 'unit'

/** Shares to a tenth of a per cent. */
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1000) / 1000)

/**
 * One table of the figures as comma-separated values for Excel and WPS: heads in the reader's language, shares from 0 to 1,
 * an empty cell where nothing is said, the whole in the last line. Ratings one by one where the lines have them.
 */
export const figuresTable = (figures: CaseFigures<KeyedLine | StaffLine>, by: By, locale: Locale): string => {
  const t = wordsFor(locale)
  const lines = by === 'month' ? figures.months : [...figures.by[by], { ...figures.all, name: t('figures.all') }]
  const isStaff = 'mended' in figures.all
  const heads = [
    ...[
      t(`figures.head.${by}`),
      t('figures.received'),
      t('figures.closed'),
      t('figures.overdue'),
      t('figures.on_time'),
    ],
    ...[t('figures.median_days'), t('figures.rebounds'), t('figures.rebound_rate'), t('figures.looked_back')],
    ...[t('figures.held'), t('figures.ratings'), t('figures.satisfied')],
    ...(isStaff ? [t('figures.rated_mended'), t('figures.rated_partly'), t('figures.rated_not_mended')] : []),
  ]
  const cells = (line: KeyedLine | StaffLine) => [
    ...[line.name, line.received, line.closed, line.overdue, rounded(line.onTime), line.medianDays, line.rebounds],
    ...[rounded(line.reboundRate), line.lookedBack, rounded(line.held), line.ratings, rounded(line.satisfied)],
    ...('mended' in line ? [line.mended, line.partly, line.notMended] : []),
  ]
  return CSV_MARK + Papa.unparse([heads, ...lines.map(cells)], CSV) + CSV.newline
}
