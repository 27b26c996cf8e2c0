import { describe, expect, test } from 'vitest'
import {
  cellName,
  missingOf,
  progressOf,
  quotaOf,
  readCell,
  spreadQuotas,
} from '../../functions/domain/survey/quota.ts'

const total = (quotas: { target: number }[]) => quotas.reduce((all, { target }) => all + target, 0)

describe('whose quota it is', () => {
  test('a name reads back as the cell it was made from, and nothing else is a cell', () => {
    const cell = { community: 'liuan', age: '', sex: '女' }
    expect(readCell(cellName(cell))).toEqual(cell)
    for (const wrong of ['', 'liuan', 'a|b', 'a|b|c|d']) expect(readCell(wrong)).toBeNull()
  })

  test('the quota that names most of a respondent counts, in whatever order they stand', () => {
    const quotas = ['||', 'liuan||', '|60+|', '||f', 'liuan|60+|', '|60+|f'].map((cell) => ({ cell }))
    const forCell = (cell: string) => [quotas, [...quotas].reverse()].map((all) => quotaOf(all, cell)?.cell)
    expect(forCell('liuan|60+|f')).toEqual(['liuan|60+|', 'liuan|60+|'])
    expect(forCell('dukou|60+|f')).toEqual(['|60+|f', '|60+|f'])
    expect(forCell('liuan|18-29|f')).toEqual(['liuan||', 'liuan||'])
    expect(forCell('dukou|60+|m')).toEqual(['|60+|', '|60+|'])
    expect(forCell('dukou||m')).toEqual(['||', '||'])
    expect(quotaOf([{ cell: 'liuan||' }], 'dukou||')).toBeNull()
  })

  test('every answer counts once, for its own quota, and those of nobody for none', () => {
    const quotas = [
      { cell: 'liuan||', target: 5 },
      { cell: 'liuan|60+|', target: 2 },
      { cell: 'dukou||', target: 1 },
    ]
    const counted = [
      { cell: 'liuan|60+|f', n: 3 },
      { cell: 'liuan|60+|m', n: 1 },
      { cell: 'liuan|18-29|m', n: 2 },
      { cell: 'wenlan|18-29|m', n: 7 },
    ]
    const progress = progressOf(quotas, counted)
    expect(progress.map(({ done }) => done)).toEqual([2, 4, 0])
    expect(progress.map(missingOf)).toEqual([3, 0, 1])
  })
})

describe('spreading a sample', () => {
  const margins = {
    community: { liuan: 0.5, dukou: 0.3, wenlan: 0.2 },
    age: { young: 0.4, middle: 0.35, old: 0.25 },
    sex: { m: 0.49, f: 0.51 },
  }

  test('whatever the total, the quotas add up to it and none is further than one from its share', () => {
    for (let n = 1; n <= 500; n += 1) {
      const quotas = spreadQuotas(n, margins)
      expect(quotas).toHaveLength(18)
      expect(total(quotas)).toBe(n)
      for (const { cell, target } of quotas) {
        const { community, age, sex } = readCell(cell)! as { community: 'liuan'; age: 'old'; sex: 'm' }
        const exact = n * margins.community[community] * margins.age[age] * margins.sex[sex]
        expect(Math.abs(target - exact)).toBeLessThan(1)
      }
    }
  })

  test('what is left over goes to the largest remainders', () => {
    // 10 by 47 %, 16 %, 15.8 %, 12 %, 6.1 %, 3.1 %: the textbook example of the Hare quota.
    const community = { a: 0.47, b: 0.16, c: 0.158, d: 0.12, e: 0.061, f: 0.031 }
    expect(spreadQuotas(10, { community }).map(({ target }) => target)).toEqual([5, 2, 1, 1, 1, 0])
  })

  test('equals are served in their order, and shares that do not add up are taken as proportions', () => {
    expect(spreadQuotas(4, { sex: { a: 1, b: 1, c: 1 } })).toEqual([
      { cell: '||a', target: 2 },
      { cell: '||b', target: 1 },
      { cell: '||c', target: 1 },
    ])
    expect(spreadQuotas(30, { sex: { a: 0.1, b: 0.9 } }).map(({ target }) => target)).toEqual([3, 27])
  })

  test('without margins there is one quota, for anyone', () => {
    expect(spreadQuotas(12, {})).toEqual([{ cell: '||', target: 12 }])
    expect(spreadQuotas(12, { age: { none: 0 } })).toEqual([{ cell: '||', target: 12 }])
  })
})
