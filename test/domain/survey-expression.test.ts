import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate } from '../../functions/domain/survey/evaluate.ts'
import { EXPRESSION, namesIn, readExpression } from '../../functions/domain/survey/expression.ts'
import type { Answers } from '../../functions/domain/survey/form.ts'

const answers = {
  age: 34,
  sex: 'F',
  ways: ['bus', 'bike'],
  yes: true,
  grid: { r1: 'good' },
  none: [],
  text: 'Hello',
} as Answers
const worth = (source: string) => {
  const read = readExpression(source)
  if (!read.ok) throw new Error(`${read.why} near ${read.near}`)
  return evaluate(read.value, answers)
}

test.each([
  ['{age} > 30 and {sex} = "f"', true],
  ['{age} >= 34 && ({sex} = "M" || {yes})', true],
  ['{ways} contains "bus" and {ways} notcontains "car"', true],
  ["{ways} anyof ['car', 'bike']", true],
  ["{ways} allof ['bus', 'car']", false],
  ['{grid.r1} == good', true],
  ['{nobody} empty and {none} empty and {age} notempty', true],
  ['!({age} = 34)', false],
  ['1 + 2 * 3 ^ 2 = 19', true],
  ['10 - 4 - 3 = 3', true],
  ['iif({age} >= 60, "old", "young") = young', true],
  ['sum({age}, 6) / 2 = 20 and min(3, {age}) = 3 and max(3, {age}) = 34', true],
  ['avg(1, 2, 6) = 3 and count({ways}) = 2 and round(2.345, 2) = 2.35', true],
  ['0.1 + 0.2 = 0.3', true],
  ["{text} *= 'ELL'", true],
])('%s is %s', (source, value) => {
  expect(worth(source)).toBe(value)
})

test.each([
  ['{constructor}', 'reach'],
  ['{__proto__} = 1', 'reach'],
  ['{a.prototype} notempty', 'reach'],
  ['{a.__proto__} notempty', 'reach'],
  ["constructor('return 1')", 'function'],
  ["eval('1')", 'function'],
  ['toString() = 1', 'function'],
  ['hasOwnProperty({a})', 'function'],
  ['sumInArray({a}, "b")', 'function'],
  ['today() > 1', 'function'],
  ['{a.b.c} = 1', 'syntax'],
  ['{a[0]} = 1', 'syntax'],
  ["{a['b']}", 'syntax'],
  ['{a} =', 'syntax'],
  ['= 1', 'syntax'],
  ['{a} = 1 {b} = 2', 'syntax'],
  ['({a} = 1', 'syntax'],
  ['{a} = `x`', 'syntax'],
  ['a => a', 'syntax'],
  ['', 'syntax'],
  [`{a} = '${'x'.repeat(EXPRESSION.length)}'`, 'long'],
  ['('.repeat(200) + '1' + ')'.repeat(200), 'deep'],
  ['!'.repeat(500) + '{a}', 'deep'],
  ['['.repeat(400), 'deep'],
])('refuses %s', (source, why) => {
  expect(readExpression(source)).toMatchObject({ ok: false, why })
})

test('a name that answers came with reaches nothing of JavaScript', () => {
  const reach = ['v', 'constructor'] as const
  expect(evaluate(reach, answers)).toBeUndefined()
  expect(evaluate(['v', 'grid', 'constructor'], answers)).toBeNull()
  expect(evaluate(['v', 'text', 'length'], answers)).toBeUndefined()
})

const PIECES = ['{a}', '{b.c}', '(', ')', '[', ']', ',', ' and ', ' or ', '!', '=', '!=', '>', '+', '-', '*', '/', '^', '%', '1', "'x'", ' empty', ' contains ', 'iif(', 'sum(', 'round(', 'true', 'null', 'word', '"'] // prettier-ignore
const value = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.array(fc.string()),
  fc.dictionary(fc.string(), fc.string()),
)

test('whatever is written, reading never throws, and what was read works out over any answers', () => {
  let read = 0
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join('')),
      ),
      fc.record({ a: value, b: value }, { requiredKeys: [] }),
      (source, given) => {
        const found = readExpression(source)
        if (!found.ok) return
        read += 1
        evaluate(found.value, given as Answers)
        namesIn(found.value)
        expect(JSON.parse(JSON.stringify(found.value))).toEqual(found.value)
      },
    ),
    { numRuns: 3000 },
  )
  expect(read).toBeGreaterThan(50)
})
