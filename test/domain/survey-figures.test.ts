import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeOf } from '../../functions/domain/survey-figures/compare.ts'
import { meanOf, meanOfCounts } from '../../functions/domain/survey-figures/mean.ts'
import { type Cell, rake } from '../../functions/domain/survey-figures/rake.ts'
import { headlinesOf, scoreOf } from '../../functions/domain/survey-figures/score.ts'
import { wilson } from '../../functions/domain/survey-figures/wilson.ts'

/**
 * Shares as R. G. Newcombe prints their score intervals: Two-sided confidence intervals for the single proportion, Statistics
 * in Medicine 17 (1998) 857–872, table I, method 3.
 */
const NEWCOMBE = [
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
] as const

/** Wilson's own definition: the limits are the shares θ whose distance from p is z standard errors of θ itself. */
const byDefinition = (count: number, n: number): [number, number] => {
  const [p, z] = [count / n, 1.959963984540054]
  const excess = (theta: number) => (p - theta) ** 2 - (z * z * theta * (1 - theta)) / n
  const root = (inside: number, outside: number) => {
    let [a, b] = [inside, outside]
    for (let step = 0; step < 200; step += 1) {
      const middle = (a + b) / 2
      if (excess(middle) > 0) b = middle
      else a = middle
    }
    return (a + b) / 2
  }
  return [root(p, 0), root(p, 1)]
}

describe('the interval of a share', () => {
  test.each(NEWCOMBE)('%i of %i is what Newcombe prints, and what Wilson’s equation says', (count, n, low, high) => {
    const interval = wilson(count, n)!
    expect([interval.low.toFixed(4), interval.high.toFixed(4)]).toEqual([low.toFixed(4), high.toFixed(4)])
    const [from, to] = byDefinition(count, n)
    expect(interval.low).toBeCloseTo(from, 9)
    expect(interval.high).toBeCloseTo(to, 9)
  })

  test('lies within 0 and 1, holds the share, mirrors its opposite and narrows with more answers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(1000), (n, part) => {
        const count = Math.round((n * part) / 1000)
        const { low, high } = wilson(count, n)!
        const other = wilson(n - count, n)!
        const more = wilson(count * 4, n * 4)!
        return (
          low >= 0 &&
          low <= count / n &&
          count / n <= high &&
          high <= 1 &&
          Math.abs(low - (1 - other.high)) < 1e-12 &&
          more.high - more.low < high - low
        )
      }),
    )
    expect(wilson(0, 0)).toBeNull()
  })
})

/** x = n·a·b with a = rows / Σ n·b and b = columns / Σ n·a: the factors of the fit, as Deming and Stephan's conditions have them. */
const fitted = (table: number[][], rows: number[], columns: number[]): number[][] => {
  let a = rows.map(() => 1)
  let b = columns.map(() => 1)
  for (let step = 0; step < 3000; step += 1) {
    a = rows.map((total, i) => total / table[i]!.reduce((sum, n, j) => sum + n * b[j]!, 0))
    b = columns.map((total, j) => total / table.reduce((sum, row, i) => sum + row[j]! * a[i]!, 0))
  }
  return table.map((row, i) => row.map((n, j) => n * a[i]! * b[j]!))
}

const cellsOf = (table: number[][]): Cell[] =>
  table.flatMap((row, i) => row.map((n, j) => ({ parts: ['r' + i, 'c' + j], n })))
const sharesOf = (letter: string, totals: number[]) => {
  const whole = totals.reduce((sum, one) => sum + one, 0)
  return Object.fromEntries(totals.map((total, at) => [letter + at, total / whole]))
}
const raked = (table: number[][], rows: number[], columns: number[]) => {
  const cells = cellsOf(table)
  const found = rake(cells, [sharesOf('r', rows), sharesOf('c', columns)])
  const scale = rows.reduce((sum, one) => sum + one, 0) / cells.reduce((sum, { n }) => sum + n, 0)
  const values = table.map((row, i) => row.map((n, j) => n * found.weights[i * row.length + j]! * scale))
  return { ...found, values }
}

const EXAMPLES = [
  {
    // British women by age and marital status, 1957 fitted to the margins of 1958: D. Friedlander, JRSS A 124 (1961), in
    // Y. Bishop, S. Fienberg and P. Holland, Discrete Multivariate Analysis (1975), p. 98; the fit as SAS/IML prints it (ex. 9.14).
    name: 'women by age and marital status (Bishop, Fienberg and Holland 1975)',
    table: [
      [1306, 83, 0],
      [619, 765, 3],
      [263, 1194, 9],
      [173, 1372, 28],
      [171, 1393, 51],
      [159, 1372, 81],
      [208, 1350, 108],
      [1116, 4100, 2329],
    ],
    rows: [1412, 1402, 1450, 1541, 1681, 1532, 1662, 7644],
    columns: [3988, 11702, 2634],
    printed: { 0: ['1325.27', '86.73', '0.00'], 7: ['1105.16', '4181.04', '2357.81'] } as Record<number, string[]>,
    digits: 2,
  },
  {
    // Attitude to abortion by schooling, both margins made 100: T. Smith 1976 in A. Agresti, Categorical Data Analysis, 8.
    name: 'attitudes by schooling (Smith 1976, in Agresti)',
    table: [
      [209, 101, 237],
      [151, 126, 426],
      [16, 21, 138],
    ],
    rows: [100, 100, 100],
    columns: [100, 100, 100],
    printed: {} as Record<number, string[]>,
    digits: 1,
  },
  {
    // P. Ardilly and Y. Tillé, Sampling Methods: Exercises and Solutions (2006), the exercise on marginal calibration.
    name: 'the margins of a sample (Ardilly and Tillé 2006)',
    table: [
      [80, 170, 150],
      [90, 80, 210],
      [10, 80, 130],
    ],
    rows: [430, 360, 210],
    columns: [150, 300, 550],
    printed: {} as Record<number, string[]>,
    digits: 1,
  },
]

describe('weights that give the sample the population’s margins', () => {
  test.each(EXAMPLES)('$name', ({ table, rows, columns, printed, digits }) => {
    const found = raked(table, rows, columns)
    expect([found.converged, found.empty]).toEqual([true, []])
    const expected = fitted(table, rows, columns)
    found.values.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(expected[i]![j]!, 6)))
    for (const row in printed) expect(found.values[row]!.map((value) => value.toFixed(digits))).toEqual(printed[row])
    const weights = cellsOf(table).flatMap(({ n }, at) => Array<number>(n > 0 ? 1 : 0).fill(at))
    const [sum, squares] = [1, 2].map((power) =>
      weights.reduce((total, at) => total + cellsOf(table)[at]!.n * found.weights[at]! ** power, 0),
    )
    expect(found.effective).toBeCloseTo(sum! ** 2 / squares!, 6)
  })

  test('whatever the counts, the weighted margins are the population’s and the weights are 1 on average', () => {
    const counts = fc.array(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 3, maxLength: 3 }), {
      minLength: 4,
      maxLength: 4,
    })
    const shares = (length: number) =>
      fc.array(fc.integer({ min: 5, max: 100 }), { minLength: length, maxLength: length })
    fc.assert(
      fc.property(counts, shares(4), shares(3), (table, rows, columns) => {
        const found = rake(cellsOf(table), [sharesOf('r', rows), sharesOf('c', columns)])
        const n = table.flat().reduce((sum, one) => sum + one, 0)
        const weighted = (dimension: number, value: string) =>
          cellsOf(table).reduce(
            (sum, { parts, n: count }, at) => sum + (parts[dimension] === value ? count * found.weights[at]! : 0),
            0,
          )
        const targets = [
          ...Object.entries(sharesOf('r', rows)).map((one) => [0, ...one] as const),
          ...Object.entries(sharesOf('c', columns)).map((one) => [1, ...one] as const),
        ]
        return (
          found.converged &&
          found.effective <= n + 1e-6 &&
          targets.every(([dimension, value, share]) => Math.abs(weighted(dimension, value) - share * n) < 1e-6 * n)
        )
      }),
    )
  })

  test('an answer nobody gave is dropped and named; who gave none keeps the share the sample has', () => {
    const cells = [
      { parts: ['young'], n: 60 },
      { parts: ['middle'], n: 20 },
      { parts: [''], n: 20 },
    ]
    const found = rake(cells, [{ young: 0.3, middle: 0.3, old: 0.4 }])
    expect(found.empty).toEqual([{ dimension: 0, value: 'old' }])
    expect(found.weights.map((weight) => weight.toFixed(6))).toEqual(['0.666667', '2.000000', '1.000000'])
  })

  test('margins that cannot be met end after bounded rounds, and say so', () => {
    const apart = [
      { parts: ['a', 'x'], n: 10 },
      { parts: ['b', 'y'], n: 10 },
    ]
    const found = rake(apart, [
      { a: 0.9, b: 0.1 },
      { x: 0.1, y: 0.9 },
    ])
    expect([found.converged, found.rounds]).toEqual([false, 200])
    expect(rake([], [{ a: 1 }])).toMatchObject({ converged: true, effective: 0 })
  })
})

describe('means', () => {
  test('from sums and from counts are those of the values themselves', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 60 }), (values) => {
        const mean = values.reduce((sum, one) => sum + one, 0) / values.length
        const sd = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1))
        const sums = meanOf(
          values.length,
          values.reduce((sum, one) => sum + one, 0),
          values.reduce((sum, one) => sum + one * one, 0),
        )!
        const counts = meanOfCounts(values.map((value) => [value, 1]))!
        return [sums, counts].every((one) => Math.abs(one.mean - mean) < 1e-9 && Math.abs(one.sd! - sd) < 1e-6)
      }),
    )
    expect([meanOf(0, 0, 0), meanOf(1, 4, 16)!.interval]).toEqual([null, null])
  })
})

describe('a change between two rounds', () => {
  test('is told by the two-proportion test', () => {
    // 60 of 100 against 78 of 100: pooled 0.69, z = 0.18 / √(0.69·0.31·0.02).
    const rose = changeOf({ share: 0.6, n: 100 }, { share: 0.78, n: 100 })
    expect(rose).toMatchObject({ said: 'rose' })
    expect(rose.z).toBeCloseTo(0.18 / Math.sqrt(0.69 * 0.31 * 0.02), 10)
    expect(rose.points).toBeCloseTo(18, 10)
    expect(changeOf({ share: 0.78, n: 100 }, { share: 0.6, n: 100 }).said).toBe('fell')
    expect(changeOf({ share: 0.6, n: 100 }, { share: 0.65, n: 100 }).said).toBe('no_clear_change')
    expect(changeOf({ share: 0.6, n: 100 }, { share: 0.6, n: 100 })).toMatchObject({
      said: 'no_clear_change',
      points: 0,
    })
  })
  test('is not told where too few stand on one side', () => {
    expect(changeOf({ share: 1, n: 50 }, { share: 0.98, n: 50 })).toMatchObject({ said: 'too_few', z: null })
    expect(changeOf({ share: 0.5, n: 6 }, { share: 1, n: 6 }).said).toBe('too_few')
  })
})

test('headline figures leave out what their measures leave out, and the score is their weighted mean', () => {
  const meaning = {
    headline: {
      satisfaction: [{ question: 'sat', counts: ['5', '4'], leavesOut: ['dk'] }],
      awareness: [
        { question: 'know.rules', counts: ['yes'] },
        { question: 'know.line', counts: ['yes'] },
      ],
    },
    weights: { satisfaction: 3 },
  }
  const counts = {
    sat: 100,
    'sat=5': 40,
    'sat=4': 32,
    'sat=1': 8,
    'sat=dk': 20,
    'know.rules': 100,
    'know.rules=yes': 90,
    'know.line': 80,
    'know.line=yes': 40,
  }
  const headlines = headlinesOf(meaning, { n: 100, counts })
  expect(headlines.satisfaction).toMatchObject({ share: 0.9, n: 80 })
  expect(headlines.awareness).toMatchObject({ share: 0.7, n: 80 })
  expect(scoreOf(meaning, headlines)!.value).toBeCloseTo((3 * 90 + 70) / 4, 10)
  expect(scoreOf(meaning, { ...headlines, awareness: null })).toBeNull()
})
