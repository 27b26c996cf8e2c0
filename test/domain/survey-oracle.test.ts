import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawing } from '../fixtures/surveys/definitions.ts'
import { answerAtRandom, exceptions, seen } from '../fixtures/surveys/case.ts'

const CASES = 2000

test('random definitions, answered at random: what is shown, required, locked and refused is what survey-core says', () => {
  fc.assert(
    fc.property(fc.gen(), (gen) => answerAtRandom(drawing(gen))),
    { numRuns: CASES, endOnFailure: true },
  )
  expect(seen.cases).toBeGreaterThanOrEqual(CASES)
  console.log(seen, exceptions)
})
