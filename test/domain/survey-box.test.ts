import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOX_MIN, planOpening, shuffled, type Waiting } from '../../functions/domain/survey/box.ts'
import { dice } from '../fixtures/faults.ts'

const belowBy = (seed: number) => {
  const roll = dice(seed)
  return (n: number) => Math.floor(roll() * n)
}
const waitingOf = (sizes: number[]): Waiting[] =>
  sizes.flatMap((size, c) => Array.from({ length: size }, (_, n) => ({ id: `${c}.${n}`, community: `c${c}` })))
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 })

test('five at least leave the box together, of one community or of none, and nobody leaves it twice', () => {
  fc.assert(
    fc.property(sizes, fc.boolean(), fc.nat(), (counts, ended, seed) => {
      const waiting = waitingOf(counts)
      const openings = planOpening(waiting, ended, belowBy(seed))
      const ids = openings.flatMap((one) => one.ids)
      expect(new Set(ids).size).toBe(ids.length)
      for (const { community, ids: own } of openings) {
        expect(own.length).toBeGreaterThanOrEqual(BOX_MIN)
        expect(own.length).toBeLessThanOrEqual(40)
        if (community !== null) for (const id of own) expect('c' + id.split('.')[0]).toBe(community)
      }
    }),
  )
})

test('while answers come five stay behind; at the end all leave, or all stay where they are fewer than five', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), (counts, seed) => {
      const waiting = waitingOf(counts)
      const some = planOpening(waiting, false, belowBy(seed)).flatMap(({ ids }) => ids)
      if (some.length > 0) expect(waiting.length - some.length).toBeGreaterThanOrEqual(BOX_MIN)
      const all = planOpening(waiting, true, belowBy(seed)).flatMap(({ ids }) => ids)
      expect(all.length).toBe(waiting.length < BOX_MIN ? 0 : waiting.length)
    }),
  )
})

test.each([
  [[4, 40], false, ['c1 39']],
  [[4, 4, 4], false, []],
  [[9], false, []],
  [[10], false, ['c0 5']],
  [[6, 6], false, ['c0 6']],
  [[4], true, []],
  [[5], true, ['c0 5']],
  [[2, 3], true, [' 5']],
  [[2, 10], true, ['c1 7', ' 5']],
  [[2, 6], true, [' 8']],
  [[1, 6, 20], true, ['c2 20', ' 7']],
  [[41], true, ['c0 20', 'c0 21']],
])('%j waiting (over: %s) are opened as %j', (counts, ended, expected) => {
  const openings = planOpening(waitingOf(counts), ended, () => 0)
  const said = openings.map(({ community, ids }) => `${community ?? ''} ${ids.length}`)
  // Of two equal communities chance decides which one leaves.
  expect(counts.join() === '6,6' ? said.map((one) => one.replace('c1', 'c0')) : said).toEqual(expected)
})

test('every order is as likely as any other', () => {
  const seen = new Map<string, number>()
  const below = belowBy(7)
  for (let n = 0; n < 12_000; n += 1) {
    const order = shuffled(['a', 'b', 'c'], below).join('')
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  expect(seen.size).toBe(6)
  for (const count of seen.values()) expect(Math.abs(count - 2000)).toBeLessThan(200)
})
