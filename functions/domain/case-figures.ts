/** How cases are broken down; `''` is the key of those without a unit, a place kind or a grid. */
export const DIMENSIONS = ['unit', 'street', 'category', 'place_kind', 'grid'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** A share of fewer cases says more about chance, or about one reporter, than about the office. */
export const FEWEST = 5

/** Counts of one line, as they are kept. `days`: closings by their working days; `overdue`: open past their deadline. */
export type Counts = {
  received: number
  closed: number
  closedOnTime: number
  overdue: number
  rebounds: number
  lookedBack: number
  lookBacksRebounded: number
  mended: number
  partly: number
  notMended: number
  days: Record<string, number>
}

export const NOTHING: Counts = {
  ...{ received: 0, closed: 0, closedOnTime: 0, overdue: 0, rebounds: 0, lookedBack: 0, lookBacksRebounded: 0 },
  ...{ mended: 0, partly: 0, notMended: 0, days: {} },
}

/**
 * A line of the figures. Shares from 0 to 1; null: nothing to reckon with or, in public, too few to say. `onTime`: closed
 * on time ÷ (closed + open overdue). `medianDays`: working days from receipt to closing. `reboundRate`: rebounds ÷
 * closed. `held`: of the closings looked back on, those that held. `satisfied`: of the ratings, those that say mended.
 */
export type Line = {
  received: number | null
  closed: number | null
  overdue: number | null
  onTime: number | null
  medianDays: number | null
  rebounds: number | null
  reboundRate: number | null
  lookedBack: number | null
  held: number | null
  ratings: number | null
  satisfied: number | null
}

/**
 * The median of whole numbers kept as a histogram: exact, for each working day has a count of its own. Of an even number
 * of closings the mean of the two in the middle; null of none.
 */
export const medianOf = (days: Record<string, number>): number | null => {
  const sorted = Object.entries(days)
    .map(([day, n]) => [Number(day), n] as const)
    .sort(([a], [b]) => a - b)
  const all = sorted.reduce((sum, [, n]) => sum + n, 0)
  if (all <= 0) return null
  const nth = (place: number): number => {
    let passed = 0
    for (const [day, n] of sorted) if ((passed += n) > place) return day
    return 0
  }
  return (nth(Math.floor((all - 1) / 2)) + nth(Math.floor(all / 2))) / 2
}

/** Open cases whose deadline lay on a day before this one. */
export const overdueBefore = (due: Record<string, number>, day: string): number =>
  Object.entries(due).reduce((sum, [one, n]) => (one < day ? sum + n : sum), 0)

const share = (part: number, of: number, fewest: number) => (of < fewest ? null : part / of)

/** A line from its counts. `fewest`: the smallest base of a share. */
export const lineOf = (counts: Counts, fewest: number): Line => {
  const { received, closed, closedOnTime, overdue, rebounds, lookedBack, lookBacksRebounded, days } = counts
  const ratings = counts.mended + counts.partly + counts.notMended
  const counted = Object.values(days).reduce((sum, n) => sum + n, 0)
  return {
    ...{ received, closed, overdue, rebounds, lookedBack, ratings },
    onTime: share(closedOnTime, closed + overdue, fewest),
    medianDays: counted < fewest ? null : medianOf(days),
    reboundRate: share(rebounds, closed, fewest),
    held: share(lookedBack - lookBacksRebounded, lookedBack, fewest),
    satisfied: share(counts.mended, ratings, fewest),
  }
}

const COUNTED = ['received', 'closed', 'overdue', 'rebounds', 'lookedBack', 'ratings'] as const

/**
 * A table as the public reads it: counts from one to four stay unsaid, and where only one of a column would, the next
 * smallest too, or the total would give it away. Nought is said.
 */
export const hideFew = <T extends Line>(lines: readonly T[]): T[] => {
  const said = lines.map((line) => ({ ...line }))
  for (const column of COUNTED) {
    const few = said.filter((line) => (line[column] ?? 0) > 0 && line[column]! < FEWEST)
    const more = said.filter((line) => (line[column] ?? 0) >= FEWEST)
    const next = few.length === 1 ? more.sort((a, b) => a[column]! - b[column]!)[0] : undefined
    for (const line of next ? [...few, next] : few) (line as Line)[column] = null
  }
  return said
}
