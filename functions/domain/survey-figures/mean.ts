import { type Interval, Z95 } from './wilson.ts'

export type Mean = { n: number; mean: number; sd: number | null } & { interval: Interval | null }

/**
 * Mean, standard deviation and 95 % interval from kept sums: how many, the sum of the values and the sum of their squares.
 *
 *   mean = Σx / n,  sd = √((Σx² − n·mean²) / (n − 1)),  mean ± z · sd / √n
 *
 * The interval is the large-sample one (central limit theorem; W. G. Cochran, Sampling Techniques, 3rd ed. 1977, 2.9);
 * below two answers there is none. Null where nobody answered.
 */
export const meanOf = (n: number, sum: number, squares: number): Mean | null => {
  if (n <= 0) return null
  const mean = sum / n
  if (n < 2) return { n, mean, sd: null, interval: null }
  // Rounding may leave a sum of squares a little below what it is.
  const sd = Math.sqrt(Math.max(0, squares - n * mean * mean) / (n - 1))
  const reach = (Z95 * sd) / Math.sqrt(n)
  return { n, mean, sd, interval: { low: mean - reach, high: mean + reach } }
}

/** The same from how often each value was given. */
export const meanOfCounts = (counts: readonly (readonly [value: number, count: number])[]): Mean | null => {
  let [n, sum, squares] = [0, 0, 0]
  for (const [value, count] of counts) {
    n += count
    sum += value * count
    squares += value * value * count
  }
  return meanOf(n, sum, squares)
}
