import { HEADLINES, type Headline, type Meaning, type Measure } from '../survey/meaning.ts'
import type { Tally } from './tallies.ts'
import { type Interval, wilson } from './wilson.ts'

/** One headline figure: the share that counts, of how many, and how sure that is. */
export type HeadlineFigure = {
  share: number
  n: number
  interval: Interval | null
  /** Fewer than five gave an answer that is left out; so that it stays unsaid how many, they stay in the base. */
  kept?: true
}
export type Headlines = Partial<Record<Headline, HeadlineFigure | null>>

/** The score with everything it is computed from, so that whoever reads it can compute it again. */
export type Score = { value: number; terms: { headline: Headline; weight: number; share: number }[] }

const sumOf = (tally: Tally, question: string, values: readonly string[]) =>
  values.reduce((sum, value) => sum + (tally.counts[`${question}=${value}`] ?? 0), 0)

/** Of those who answered and are not left out, the share whose choice counts. */
export const measured = (tally: Tally, { question, counts, leavesOut = [] }: Measure) => {
  const n = (tally.counts[question] ?? 0) - sumOf(tally, question, leavesOut)
  return { n, count: Math.min(n, sumOf(tally, question, counts)) }
}

/**
 * A headline figure of one or several shares: their mean. Its interval is Wilson's for that mean among the fewest who
 * answered one of them; as a mean of shares is never less certain than the least certain of them, it is wide enough.
 * `effective`: what share of the number the weights leave (1 without weights).
 */
export const headlineOf = (
  shares: readonly { count: number; n: number; kept?: boolean }[],
  effective = 1,
): HeadlineFigure | null => {
  if (shares.length === 0 || shares.some(({ n }) => n <= 0)) return null
  const share = shares.reduce((sum, { count, n }) => sum + count / n, 0) / shares.length
  const n = Math.min(...shares.map((one) => one.n))
  const interval = wilson(share * n * effective, n * effective)
  return { share, n, interval, ...(shares.some(({ kept }) => kept) && { kept: true as const }) }
}

/** The headline figures that the meaning defines; null where nobody answered what they are made of. */
export const headlinesOf = (meaning: Meaning, tally: Tally, effective = 1): Headlines => {
  const found: Headlines = {}
  for (const headline of HEADLINES) {
    const measures = meaning.headline?.[headline]
    if (!measures || measures.length === 0) continue
    found[headline] = headlineOf(
      measures.map((measure) => measured(tally, measure)),
      effective,
    )
  }
  return found
}

/**
 * The score of 0 to 100: the mean of the headline shares, each times its weight (1 unless `meaning.weights` says else).
 *
 *   score = 100 · Σ weight·share / Σ weight
 *
 * Null where a headline figure is missing: a score of three figures must not look like one of four.
 */
export const scoreOf = (meaning: Meaning, headlines: Headlines): Score | null => {
  const terms = HEADLINES.flatMap((headline) => {
    if (!meaning.headline?.[headline]?.length) return []
    return [{ headline, weight: meaning.weights?.[headline] ?? 1, share: headlines[headline]?.share ?? null }]
  })
  const whole = terms.reduce((sum, { weight }) => sum + weight, 0)
  if (whole <= 0 || terms.some(({ share }) => share === null)) return null
  const value = (100 * terms.reduce((sum, { weight, share }) => sum + weight * share!, 0)) / whole
  return { value, terms: terms.map((term) => ({ ...term, share: term.share! })) }
}
