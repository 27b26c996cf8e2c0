/** Below this many people, a figure could tell what one of them said. */
export const FEWEST = 5

/** Counts whose row totals everybody knows, and the column totals too where `columnsKnown`; a single row has none. */
export type Table = { counts: readonly (readonly number[])[]; columnsKnown: boolean }
type Place = readonly [row: number, column: number]
type Hidden = boolean[][]

const isFew = (count: number) => count > 0 && count < FEWEST

/**
 * By how much a hidden cell could be larger (`step` 1) or smaller (-1) with everything that is shown as it is, up to `wanted`.
 * Exact: such a change runs round a circle of hidden cells, one up, the next down, and how much fits is a flow (D. Gusfield,
 * A graph theoretic approach to statistical data security, SIAM Journal on Computing 17, 1988).
 */
export const freedomOf = (table: Table, hidden: Hidden, [row, column]: Place, step: 1 | -1, wanted: number): number => {
  const counts = table.counts.map((line) => [...line])
  const columns = counts[0]!.map((_, at) => at)
  const nodeOf = (at: number) => (table.columnsKnown ? at : 0)
  const isFree = (r: number, c: number) => hidden[r]![c]! && !(r === row && c === column)
  /** Settles what a row has too much of (step 1) or too little, if need be through other rows. */
  const settle = (from: number, rows: Set<number>, nodes: Set<number>): boolean => {
    rows.add(from)
    for (const c of columns) {
      const node = nodeOf(c)
      if (!isFree(from, c) || nodes.has(node) || (step === 1 && counts[from]![c] === 0)) continue
      const closes = node === nodeOf(column)
      if (!closes) nodes.add(node)
      if (closes || counts.some((_, r) => passOn(r, node, rows, nodes))) {
        counts[from]![c]! -= step
        return true
      }
    }
    return false
  }
  const passOn = (r: number, node: number, rows: Set<number>, nodes: Set<number>): boolean => {
    if (rows.has(r) || !isFree(r, node) || (step === -1 && counts[r]![node] === 0)) return false
    if (!settle(r, rows, nodes)) return false
    counts[r]![node]! += step
    return true
  }
  let found = 0
  while (found < wanted && settle(row, new Set(), new Set())) found += 1
  return found
}

/** Whether who knows all that is shown still cannot tell that anyone stands behind this cell, nor that fewer than five do. */
const isSafe = (table: Table, hidden: Hidden, place: Place): boolean => {
  const count = table.counts[place[0]]![place[1]]!
  const up = FEWEST - count
  return freedomOf(table, hidden, place, 1, up) >= up && freedomOf(table, hidden, place, -1, count) >= count
}

/** What could be hidden together to set a cell free: a neighbour in its row, and two cells of another row to close the circle. */
const circlesOf = ({ counts, columnsKnown }: Table, [row, column]: Place): Place[][] =>
  counts[0]!.flatMap((_, c): Place[][] => {
    if (c === column) return []
    if (!columnsKnown) return [[[row, c]]]
    return counts.flatMap((__, r): Place[][] =>
      r === row
        ? []
        : [
            [
              [row, c],
              [r, c],
              [r, column],
            ],
          ],
    )
  })

/**
 * Which cells of a table stay unsaid: those with one to four people, and as many others as it takes that none of them can be
 * computed from the rest and the totals: each could be nought, or five. Nought is said, except in a row where something is
 * unsaid. `dear` names columns to hide last. What is smallest is hidden first (complementary suppression; L. Willenborg and T.
 * de Waal, Elements of Statistical Disclosure Control, 2001, chapter 6). Row totals must not be few themselves.
 */
export const hideFew = (table: Table, dear: readonly boolean[] = []): Hidden => {
  const { counts } = table
  const hidden = counts.map((line) => line.map(isFew))
  const few = counts.flatMap((line, r) => line.flatMap((count, c): Place[] => (isFew(count) ? [[r, c]] : [])))
  const hideNoughts = () =>
    counts.forEach((line, r) => {
      if (hidden[r]!.some(Boolean)) line.forEach((count, c) => (hidden[r]![c] ||= count === 0))
    })
  const costOf = (circle: Place[]) =>
    circle.reduce((sum, [r, c]) => sum + (hidden[r]![c] ? 0 : counts[r]![c]! + (dear[c] ? 1e9 : 1)), 0)
  for (;;) {
    hideNoughts()
    const open = few.find((place) => !isSafe(table, hidden, place))
    if (!open) return hidden
    const count = counts[open[0]]![open[1]]!
    const enough = (circle: Place[]) =>
      circle.every(([r, c], at) => counts[r]![c]! >= (at === 1 ? count : FEWEST - count))
    const circles = circlesOf(table, open).filter((circle) => costOf(circle) > 0)
    const best = [circles.filter(enough), circles].find((some) => some.length > 0)
    // Everything round it is hidden already: its row is no more than it.
    if (!best) return counts.map((line) => line.map(() => true))
    const chosen = best.reduce((least, one) => (costOf(one) < costOf(least) ? one : least))
    for (const [r, c] of chosen) hidden[r]![c] = true
  }
}

/** The same for one row of counts whose sum everybody knows. */
export const hideFewOf = (counts: readonly number[], dear: readonly boolean[] = []): boolean[] =>
  counts.length === 0 ? [] : hideFew({ counts: [counts], columnsKnown: false }, dear)[0]!
