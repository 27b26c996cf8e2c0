import { Z95 } from './wilson.ts'

/** A share as one round of a survey found it. */
export type Found = { share: number; n: number }
export type Change = {
  /** How the change is said in words. */
  said: 'rose' | 'fell' | 'no_clear_change' | 'too_few'
  /** By how many percentage points, with its sign. */
  points: number
  z: number | null
}

/** The test is an approximation by the normal distribution: with fewer than this many for or against, it says nothing. */
const FEWEST = 5

/**
 * Whether a share changed between two rounds answered by different people: the two-proportion z test at 5 %, two-sided.
 *
 *   z = (p₂ − p₁) / √(p(1−p)(1/n₁ + 1/n₂)),  p = (n₁p₁ + n₂p₂) / (n₁ + n₂)
 *
 * J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, chapter 3 (without the
 * correction for continuity). What is not significant is "no clear change", never "no change"; with fewer than five expected
 * for or against in either round it is "too few".
 */
export const changeOf = (before: Found, after: Found): Change => {
  const points = (after.share - before.share) * 100
  const pooled = (before.n * before.share + after.n * after.share) / (before.n + after.n)
  const fewest = Math.min(before.n, after.n) * Math.min(pooled, 1 - pooled)
  if (!(fewest >= FEWEST)) return { said: 'too_few', points, z: null }
  const z = (after.share - before.share) / Math.sqrt(pooled * (1 - pooled) * (1 / before.n + 1 / after.n))
  if (Math.abs(z) < Z95) return { said: 'no_clear_change', points, z }
  return { said: z > 0 ? 'rose' : 'fell', points, z }
}
