/** How many respondents share these answers, one for each dimension in turn; '' where they gave none. */
export type Cell = { parts: readonly string[]; n: number }
/** Shares of the population by answer, for one dimension; null: it is not weighted by. */
export type Target = Readonly<Record<string, number>> | null

export type Raked = {
  /** What one respondent of each cell counts, in the order of the cells; on average 1. */
  weights: number[]
  converged: boolean
  rounds: number
  /** Answers of the population that nobody in the sample gave: their share was spread over the others. */
  empty: { dimension: number; value: string }[]
  /** How many respondents' worth of certainty the weighted figures have. */
  effective: number
  largest: number
}

const MOST_ROUNDS = 200
const CLOSE = 1e-10

/**
 * The targets as counts of respondents. Who gave no answer, or one the population's shares do not name, keeps the share the
 * sample has; answers nobody gave are dropped, and the rest is scaled to fill their place.
 */
const goalsOf = (cells: readonly Cell[], dimension: number, target: Readonly<Record<string, number>>) => {
  const found = new Map<string, number>()
  for (const { parts, n } of cells) {
    const value = parts[dimension] ?? ''
    found.set(value, (found.get(value) ?? 0) + n)
  }
  const named = Object.entries(target).filter(([, share]) => share > 0)
  const reached = named.filter(([value]) => (found.get(value) ?? 0) > 0)
  const reachedShare = reached.reduce((sum, [, share]) => sum + share, 0)
  const respondents = reached.reduce((sum, [value]) => sum + (found.get(value) ?? 0), 0)
  const goals = new Map(found)
  for (const [value, share] of reached) goals.set(value, (respondents * share) / reachedShare)
  return { goals, empty: named.filter(([value]) => !found.get(value)).map(([value]) => value) }
}

/**
 * Weights that make the sample's margins those of the population: iterative proportional fitting, one dimension after the
 * other, until every margin is met to 1e-10 of the sample or after 200 rounds (`converged` says which).
 *
 *   w ← w · (goal of the cell's value) / (weighted count of that value)
 *
 * W. E. Deming and F. F. Stephan, On a least squares adjustment of a sampled frequency table when the expected marginal
 * totals are known, Annals of Mathematical Statistics 11 (1940) 427–444. Weights are not trimmed: trimmed ones no longer meet
 * the margins. How much certainty they cost is `effective`, L. Kish's (Σw)²/Σw² (Survey Sampling, 1965, 11.7).
 */
export const rake = (cells: readonly Cell[], targets: readonly Target[]): Raked => {
  const n = cells.reduce((sum, cell) => sum + cell.n, 0)
  const weights = cells.map(() => 1)
  const dimensions = targets.flatMap((target, dimension) =>
    target ? [{ dimension, ...goalsOf(cells, dimension, target) }] : [],
  )
  const empty = dimensions.flatMap(({ dimension, empty: values }) => values.map((value) => ({ dimension, value })))
  let [rounds, converged] = [0, dimensions.length === 0 || n === 0]
  while (!converged && rounds < MOST_ROUNDS) {
    rounds += 1
    let furthest = 0
    for (const { dimension, goals } of dimensions) {
      const weighted = new Map<string, number>()
      cells.forEach(({ parts, n: count }, at) => {
        const value = parts[dimension] ?? ''
        weighted.set(value, (weighted.get(value) ?? 0) + weights[at]! * count)
      })
      cells.forEach(({ parts }, at) => {
        const value = parts[dimension] ?? ''
        const now = weighted.get(value)!
        if (now > 0) weights[at]! *= goals.get(value)! / now
      })
      for (const [value, goal] of goals) furthest = Math.max(furthest, Math.abs(goal - (weighted.get(value) ?? 0)))
    }
    converged = furthest <= CLOSE * n
  }
  const sum = cells.reduce((total, cell, at) => total + cell.n * weights[at]!, 0)
  const squares = cells.reduce((total, cell, at) => total + cell.n * weights[at]! ** 2, 0)
  const largest = cells.reduce((most, cell, at) => (cell.n > 0 ? Math.max(most, weights[at]!) : most), 0)
  return { weights, converged, rounds, empty, effective: squares > 0 ? (sum * sum) / squares : 0, largest }
}
