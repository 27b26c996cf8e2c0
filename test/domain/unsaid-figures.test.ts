import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Form } from '../../functions/domain/survey/form.ts'
import type { Meaning } from '../../functions/domain/survey/meaning.ts'
import { publicFigures, type PublicFigures } from '../../functions/domain/survey-figures/public-figures.ts'
import { hideFew, hideFewOf } from '../../functions/domain/survey-figures/suppress.ts'
import type { Tally } from '../../functions/domain/survey-figures/tallies.ts'
import { boundsOf } from './solve-linear.ts'

const sum = (counts: number[]) => counts.reduce((total, one) => total + one, 0)
const range = (length: number) => Array.from({ length }, (_, at) => at)

test('the attacker’s tool solves what can be solved', () => {
  // x + y = 10, y + z = 4, z ≥ 0: y is at most 4, x at least 6.
  const rows = [
    [1, 1, 0],
    [0, 1, 1],
  ]
  expect(boundsOf(rows, [10, 4], [1, 0, 0]).map((one) => one.toFixed(6))).toEqual(['6.000000', '10.000000'])
  expect(boundsOf([...rows, [0, 0, 1]], [10, 4, 1], [0, 1, 0]).map((one) => one.toFixed(6))).toEqual([
    '3.000000',
    '3.000000',
  ])
})

test('what one to four people said is unsaid, with company; what five said and what nobody said is told', () => {
  expect(hideFewOf([300, 120, 60, 12, 0, 3])).toEqual([false, false, false, true, true, true])
  expect(hideFewOf([300, 5, 0])).toEqual([false, false, false])
  expect(hideFewOf([4, 1, 200])).toEqual([true, true, false])
  expect(hideFewOf([3, 1, 200])).toEqual([true, true, true])
})

/** What somebody finds out of each hidden cell who knows every total and every cell that is shown. */
const attackTable = (counts: number[][], hidden: boolean[][], columnsKnown: boolean) => {
  const width = counts[0]!.length
  const cells = counts.flatMap((row, r) => row.map((_, c) => ({ r, c })))
  const line = (isIn: (cell: { r: number; c: number }) => boolean) => cells.map((cell) => Number(isIn(cell)))
  const rows = [
    ...counts.map((_, at) => line(({ r }) => r === at)),
    ...(columnsKnown ? range(width).map((at) => line(({ c }) => c === at)) : []),
    ...cells
      .filter(({ r, c }) => !hidden[r]![c])
      .map((shown) => line((cell) => cell.r === shown.r && cell.c === shown.c)),
  ]
  const totals = rows.map((row) => sum(cells.map(({ r, c }, at) => row[at]! * counts[r]![c]!)))
  return cells
    .filter(({ r, c }) => counts[r]![c]! > 0 && counts[r]![c]! < 5)
    .map(({ r, c }) => ({
      r,
      c,
      bounds: boundsOf(
        rows,
        totals,
        line((cell) => cell.r === r && cell.c === c),
      ),
    }))
}
const tellsNothing = ([least, most]: [number, number]) => least < 1e-6 && most > 5 - 1e-6

const someCount = fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 0, max: 6 }) }, fc.integer({ min: 0, max: 60 }))

test('no cell of a table can be computed, nor told from nought or from five', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(someCount, { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 6 }),
      (counts) => {
        // Rows and columns of fewer than five are merged before; here they are made large enough.
        const table = counts.map((row) => row.map((count, c) => (c === 0 ? count + 8 : count)))
        range(3).forEach((c) => (table[0]![c]! += 12))
        const hidden = hideFew({ counts: table, columnsKnown: true })
        return attackTable(table, hidden, true).every(({ r, c, bounds }) => hidden[r]![c] && tellsNothing(bounds))
      },
    ),
    { numRuns: 400 },
  )
})

const CHOICES = ['5', '4', '3', '2', 'dk']
const form = {
  pages: [{ name: 'p' }],
  questions: [
    { name: 'sat', kind: 'radiogroup', page: 0, choices: CHOICES, title: '满意吗' },
    { name: 'age', kind: 'radiogroup', page: 0, choices: ['young', 'old'], title: '年龄' },
  ],
} as unknown as Form
const meaning: Meaning = {
  age: 'age',
  headline: {
    satisfaction: [{ question: 'sat', counts: ['5', '4'], leavesOut: ['dk'] }],
    support: [{ question: 'sat', counts: ['5'] }],
  },
}
type Answer = { community: number; mode: number; choice: number; age: number }
const communities = ['a', 'b', 'c', 'd']
const modes = ['link', 'street', 'paper']

const talliesOf = (answers: Answer[]): Map<string, Tally> => {
  const slices = new Map<string, { n: number; counts: Record<string, number> }>()
  for (const { community, mode, choice, age } of answers) {
    const ageName = ['young', 'old'][age]!
    const keys = ['sat', 'sat=' + CHOICES[choice], 'age', 'age=' + ageName]
    const cell = `cell:${communities[community] ?? ''}|${ageName}|`
    const named = communities[community] ? ['community:' + communities[community]] : []
    for (const slice of ['all', 'mode:' + modes[mode], cell, ...named]) {
      const tally = slices.get(slice) ?? { n: 0, counts: {} }
      tally.n += 1
      for (const key of keys) tally.counts[key] = (tally.counts[key] ?? 0) + 1
      slices.set(slice, tally)
    }
  }
  return slices
}

/** Everything the published figures say of one grouping, as equations over its cells (group × choice). */
const knownOf = (figures: PublicFigures, by: 'mode' | 'community', groups: string[]) => {
  const cells = [...groups, ''].flatMap((group) => CHOICES.map((choice) => ({ group, choice })))
  const rows: number[][] = []
  const totals: number[] = []
  const say = (isIn: (cell: { group: string; choice: string }) => boolean, total: number) => {
    rows.push(cells.map((cell) => Number(isIn(cell))))
    totals.push(Math.round(total))
  }
  const line = figures.questions[0]!.lines[0]!
  say(() => true, line.n!)
  for (const { value, count } of line.choices) if (count !== null) say(({ choice }) => choice === value, count)
  const headline = (
    isIn: (group: string) => boolean,
    { headlines }: Pick<PublicFigures, 'headlines'>,
    answered: number | null,
  ) => {
    const { satisfaction, support } = headlines
    if (satisfaction) {
      say(({ group, choice }) => isIn(group) && ['5', '4'].includes(choice), satisfaction.share * satisfaction.n)
      if (!satisfaction.kept) say(({ group, choice }) => isIn(group) && choice !== 'dk', satisfaction.n)
    }
    if (support) say(({ group, choice }) => isIn(group) && choice === '5', support.share * support.n)
    if (answered !== null) say(({ group }) => isIn(group), answered)
  }
  headline(() => true, figures, figures.n)
  for (const { value, n, headlines } of figures.groupings.find((one) => one.by === by)!.groups) {
    headline((group) => group === value, { headlines }, n)
  }
  return { cells, rows, totals }
}

const someAnswers = fc.array(
  fc.record({
    community: fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 4),
    mode: fc.constantFrom(0, 0, 0, 1, 1, 2),
    choice: fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 2, 3, 4),
    age: fc.constantFrom(0, 1, 1, 1),
  }),
  { minLength: 5, maxLength: 140 },
)

test(
  'who solves everything that was published cannot narrow a figure below five to fewer than five values',
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(someAnswers, (answers) => {
        const figures = publicFigures(form, meaning, talliesOf(answers), { age: { young: 0.5, old: 0.5 } }, 'opinion')!
        for (const [by, groups, groupOf] of [
          ['mode', modes, ({ mode }: Answer) => modes[mode]!],
          ['community', communities, ({ community }: Answer) => communities[community] ?? ''],
        ] as const) {
          const { cells, rows, totals } = knownOf(figures, by, [...groups])
          const truth = cells.map(
            ({ group, choice }) =>
              answers.filter((one) => groupOf(one) === group && CHOICES[one.choice] === choice).length,
          )
          // What is published is true.
          rows.forEach((row, at) => expect(sum(row.map((one, cell) => one * truth[cell]!))).toBe(totals[at]))
          const aims: ((cell: { group: string; choice: string }) => boolean)[] = [
            ...CHOICES.map((choice) => (cell: { choice: string }) => cell.choice === choice),
            ...groups.flatMap((group) => [
              (cell: { group: string }) => cell.group === group,
              ...[...CHOICES.map((choice) => [choice]), ['5', '4'], ['3', '2'], ['3', '2', 'dk']].map(
                (some) => (cell: { group: string; choice: string }) =>
                  cell.group === group && some.includes(cell.choice),
              ),
            ]),
          ]
          for (const isIn of aims) {
            const aim = cells.map((cell) => Number(isIn(cell)))
            const count = sum(aim.map((one, at) => one * truth[at]!))
            if (count === 0 || count >= 5) continue
            const bounds = boundsOf(rows, totals, aim)
            const isSafe = bounds[1] - bounds[0] > 4 - 1e-6
            expect([by, count, bounds, isSafe]).toEqual([by, count, bounds, true])
          }
        }
      }),
      { numRuns: 300 },
    )
  },
)

test('below five responses nothing is published at all', () => {
  const few = range(4).map(() => ({ community: 0, mode: 0, choice: 0, age: 0 }))
  expect(publicFigures(form, meaning, talliesOf(few), {}, 'opinion')).toBeNull()
  expect(publicFigures(form, meaning, talliesOf([...few, few[0]!]), {}, 'opinion')).toMatchObject({ n: 5 })
})

test('few who are left out stay in the base, and the figure says so', () => {
  const answer = (choice: number, times: number) => range(times).map(() => ({ community: 0, mode: 0, choice, age: 1 }))
  const figures = publicFigures(
    form,
    meaning,
    talliesOf([...answer(0, 60), ...answer(2, 37), ...answer(4, 3)]),
    {},
    'opinion',
  )!
  expect(figures.headlines.satisfaction).toMatchObject({ share: 0.6, n: 100, kept: true })
  const counts = Object.fromEntries(figures.questions[0]!.lines[0]!.choices.map(({ value, count }) => [value, count]))
  expect(counts).toEqual({ 5: 60, 4: 0, 3: null, 2: null, dk: null })
  const many = publicFigures(
    form,
    meaning,
    talliesOf([...answer(0, 60), ...answer(2, 35), ...answer(4, 5)]),
    {},
    'opinion',
  )!
  expect(many.headlines.satisfaction).toMatchObject({ n: 95, share: 60 / 95 })
})
