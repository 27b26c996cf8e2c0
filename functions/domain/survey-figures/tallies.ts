import { type Cell, rake, type Raked } from './rake.ts'
import type { Margins } from '../survey/meaning.ts'

/** What is kept of a slice of the responses: how many, and how often each key came (`q=choice`, `q.row=column`, `q`). */
export type Tally = { n: number; counts: Readonly<Record<string, number>> }
/** Kept tallies by slice: `all`, `mode:link`, `community:liuan`, `cell:liuan|18-35|f` … */
export type Slices = ReadonlyMap<string, Tally>

export const NO_TALLY: Tally = { n: 0, counts: {} }
export const DIMENSIONS = ['community', 'age', 'sex'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** The slices whose name begins so, by what follows: `slicesOf(slices, 'mode')`. */
export const slicesOf = (slices: Slices, kind: string): [string, Tally][] =>
  [...slices].flatMap(([slice, tally]): [string, Tally][] =>
    slice.startsWith(kind + ':') ? [[slice.slice(kind.length + 1), tally]] : [],
  )

/** The responses counted as if the sample were made up as the population is; null where nothing can be weighted by. */
export type Weighted = { tally: Tally; raked: Raked; by: Dimension[] }

/**
 * Weights the kept cells (community × age × sex) to the population's shares and adds them up. Null without margins, without
 * cells, or where the weights did not converge.
 */
export const weightedTally = (slices: Slices, margins: Margins): Weighted | null => {
  const by = DIMENSIONS.filter((dimension) => Object.keys(margins[dimension] ?? {}).length > 0)
  const cells = slicesOf(slices, 'cell')
  if (by.length === 0 || cells.length === 0) return null
  const parts: Cell[] = cells.map(([cell, { n }]) => ({ parts: cell.split('|'), n }))
  const raked = rake(
    parts,
    DIMENSIONS.map((dimension) => (by.includes(dimension) ? margins[dimension]! : null)),
  )
  if (!raked.converged) return null
  const counts: Record<string, number> = {}
  let n = 0
  cells.forEach(([, tally], at) => {
    const weight = raked.weights[at]!
    n += weight * tally.n
    for (const key in tally.counts) counts[key] = (counts[key] ?? 0) + weight * tally.counts[key]!
  })
  return { tally: { n, counts }, raked, by }
}
