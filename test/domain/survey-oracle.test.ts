import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerAtRandom, exceptions, seen } from '../fixtures/surveys/case.ts'
import { drawing } from '../fixtures/surveys/definitions.ts'

const CASES = Number(process.env['CASES'] ?? 2000)
/** The same cases every time; `SEED=7 CASES=5000 npx vitest …` tries others. */
const SEED = Number(process.env['SEED'] ?? 20261124)

/** How often each listed difference (docs/surveyjs-subset.md) may be met in so many steps; one that grows is no exception. */
const RARE = { locked: 200, overlooked: 200, passing: 50, kept_out: 200, unknown_choice: 200 }

test('random definitions answered at random: what is shown, required, locked, said and refused is as survey-core has it', () => {
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const done: unknown[] = []
      try {
        answerAtRandom(drawing(gen), (what) => done.push(what))
      } catch (error) {
        throw new Error([(error as Error).message, ...done.map((what) => JSON.stringify(what))].join('\n'), {
          cause: error,
        })
      }
    }),
    { numRuns: CASES, seed: SEED, endOnFailure: true },
  )
  for (const [name, times] of Object.entries(exceptions))
    expect(times, name).toBeLessThan(RARE[name as keyof typeof RARE])
  // Nothing passes for want of variety.
  expect(seen.kinds.size).toBe(9)
  const { cases: _, kinds: __, ...counts } = seen
  for (const [what, times] of Object.entries(counts)) expect(times, what).toBeGreaterThan(CASES / 20)
}, 180_000)
