/** The normal quantile of a two-sided 95 % interval. */
export const Z95 = 1.959963984540054

export type Interval = { low: number; high: number }

/**
 * The 95 % score interval of a share: `count` of `n`, both possibly weighted (then `n` is the effective number).
 *
 *   (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n),  p = count / n
 *
 * E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209–212; method 3 of
 * R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998) 857–872.
 * Always within 0 and 1, and sensible for shares of 0 and 1. Null where nobody answered.
 */
export const wilson = (count: number, n: number): Interval | null => {
  if (!(n > 0)) return null
  const p = Math.min(1, Math.max(0, count / n))
  const z2 = Z95 * Z95
  const middle = p + z2 / (2 * n)
  const reach = Z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  const scale = 1 + z2 / n
  return {
    low: p === 0 ? 0 : Math.max(0, (middle - reach) / scale),
    high: p === 1 ? 1 : Math.min(1, (middle + reach) / scale),
  }
}
