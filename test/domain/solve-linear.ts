/**
 * The least and the most that `aim · x` can be for x ≥ 0 with `rows · x = totals`: the two-phase simplex method with Bland's
 * rule (V. Chvátal, Linear Programming, 1983, chapters 3 and 8), as somebody who wants to find out would use it.
 */
export const boundsOf = (rows: number[][], totals: number[], aim: number[]): [least: number, most: number] => [
  -maximum(
    rows,
    totals,
    aim.map((one) => -one),
  ),
  maximum(rows, totals, aim),
]

const CLOSE = 1e-9

const maximum = (rows: number[][], totals: number[], aim: number[]): number => {
  const [m, n] = [rows.length, aim.length]
  const body = rows.map((row, at) => {
    const sign = totals[at]! < 0 ? -1 : 1
    const slack = rows.map((_, other) => (other === at ? 1 : 0))
    return [...row.map((one) => sign * one), ...slack, sign * totals[at]!]
  })
  const basis = rows.map((_, at) => n + at)
  const pivot = (objective: number[], r: number, c: number) => {
    const by = body[r]![c]!
    body[r] = body[r]!.map((one) => one / by)
    for (const line of [...body.filter((_, at) => at !== r), objective]) {
      const factor = line[c]!
      if (factor !== 0) body[r]!.forEach((one, at) => (line[at]! -= factor * one))
    }
    basis[r] = c
  }
  const climb = (objective: number[], upTo: number) => {
    for (;;) {
      const enter = objective.findIndex((one, at) => at < upTo && one > CLOSE)
      if (enter < 0) return
      let leave = -1
      for (let r = 0; r < m; r += 1) {
        const one = body[r]![enter]!
        if (one <= CLOSE) continue
        const ratio = body[r]!.at(-1)! / one
        const best = leave < 0 ? Infinity : body[leave]!.at(-1)! / body[leave]![enter]!
        if (ratio < best - CLOSE || (ratio < best + CLOSE && basis[r]! < basis[leave]!)) leave = r
      }
      if (leave < 0) throw new Error('unbounded')
      pivot(objective, leave, enter)
    }
  }
  // First: any solution at all, by driving the artificial variables to nought.
  const first = Array.from({ length: n + m + 1 }, (_, at) =>
    body.reduce((sum, line) => sum + (at >= n && at < n + m ? 0 : line[at]!), 0),
  )
  climb(first, n)
  if (Math.abs(first.at(-1)!) > 1e-6) throw new Error('contradiction')
  basis.forEach((column, r) => {
    const c = column >= n ? body[r]!.findIndex((one, at) => at < n && Math.abs(one) > CLOSE) : -1
    if (c >= 0) pivot(first, r, c)
  })
  // Then: the best one. What is left of an artificial variable stands in a row of noughts.
  const second = [...aim, ...rows.map(() => 0), 0]
  basis.forEach((column, r) => {
    const factor = second[column]!
    if (factor !== 0) body[r]!.forEach((one, at) => (second[at]! -= factor * one))
  })
  climb(second, n)
  return -second.at(-1)!
}
