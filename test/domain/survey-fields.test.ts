import fc from 'fast-check'
import { expect, test } from 'vitest'
import { courseOf, refusalsOf } from '../../functions/domain/survey/course.ts'
import type { Answers, Form } from '../../functions/domain/survey/form.ts'
import { readDefinition } from '../../functions/domain/survey/read-definition.ts'
import { answersIn, fieldOf } from '../../functions/domain/survey/read-fields.ts'

const form = (() => {
  const read = readDefinition({
    elements: [
      { type: 'radiogroup', name: 'one', choices: [1, '2', true], showOtherItem: true },
      { type: 'checkbox', name: 'some', choices: ['a', 'b', 3], showNoneItem: true, showOtherItem: true },
      { type: 'boolean', name: 'yes' },
      { type: 'rating', name: 'rate', rateMin: 0, rateMax: 10 },
      { type: 'ranking', name: 'rank', choices: ['x', 'y', 3] },
      { type: 'matrix', name: 'grid', columns: [1, 'two'], rows: ['r1', 2], isAllRowRequired: true },
      { type: 'text', name: 'n', inputType: 'number' },
      { type: 'text', name: 'day', inputType: 'date' },
      { type: 'comment', name: 'free' },
    ],
  })
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return read.value
})()

/** The fields that a form with these answers sends. */
const fieldsOf = ({ questions }: Form, answers: Answers): Map<string, string[]> => {
  const fields = new Map<string, string[]>()
  for (const { name, kind, rows = [] } of questions) {
    const answer = answers[name]
    const comment = answers[`${name}-Comment`]
    if (comment !== undefined) fields.set(fieldOf(`${name}-Comment`), [String(comment)])
    if (answer === undefined) continue
    if (kind === 'matrix')
      for (const row of rows) {
      const column = (answer as Record<string, unknown>)[String(row)]
      if (column !== undefined) fields.set(fieldOf(name, row), [String(column)])
    } // prettier-ignore
    else fields.set(fieldOf(name), Array.isArray(answer) ? answer.map(String) : [String(answer)])
  }
  return fields
}
const read = (fields: Map<string, string[]>) => answersIn(form, (field) => fields.get(field) ?? [])

const given = fc.record(
  {
    one: fc.constantFrom(1, '2', true, 'other'),
    some: fc.subarray(['a', 'b', 3, 'other'], { minLength: 1 }),
    yes: fc.boolean(),
    rate: fc.integer({ min: 0, max: 10 }),
    rank: fc.shuffledSubarray(['x', 'y', 3], { minLength: 3 }),
    grid: fc.record({ r1: fc.constantFrom(1, 'two'), 2: fc.constantFrom(1, 'two') }),
    n: fc.integer(),
    day: fc.constant('2026-05-08'),
    free: fc.constantFrom('很好', 'two\nlines'),
    'one-Comment': fc.constant('mine'),
  },
  { requiredKeys: [] },
)

test('what somebody answered comes back from the fields of a plain form, values and types', () => {
  fc.assert(
    fc.property(given, (answers) => {
      expect(read(fieldsOf(form, answers as Answers))).toEqual(answers)
    }),
  )
})

test('whatever a form sends, it is read, judged and refused or taken without an accident', () => {
  const names = form.questions.flatMap(({ name }) => [fieldOf(name), fieldOf(name, 'r1'), fieldOf(`${name}-Comment`)])
  const sent = fc.dictionary(fc.constantFrom(...names), fc.array(fc.string()))
  fc.assert(
    fc.property(sent, (fields) => {
      const answers = read(new Map(Object.entries(fields)))
      expect(Array.isArray(refusalsOf(form, answers))).toBe(true)
    }),
  )
})

test('without script a ranking is a place beside each item; two in one place are no ranking', () => {
  const rank = (x: string, y: string, three: string) =>
    read(new Map([['a.rank.x', [x]], ['a.rank.y', [y]], ['a.rank.3', [three]]]))['rank'] // prettier-ignore
  expect(rank('2', '３', '1')).toEqual([3, 'x', 'y'])
  expect(rank('', '', '')).toBeUndefined()
  const twice = { rank: rank('1', '1', '2')! }
  expect(refusalsOf(form, twice).map(({ code, field }) => `${field} ${code}`)).toContain('rank answer.rank_all')
})

test('answers of any shape are judged without an accident, and only choices are taken', () => {
  const names = [...form.questions.map(({ name }) => name), '__proto__', 'constructor', 'one-Comment', 'toString']
  const any = fc.dictionary(fc.constantFrom(...names), fc.anything())
  fc.assert(
    fc.property(any, (answers) => {
      const plain = JSON.parse(JSON.stringify(answers) ?? '{}') as Answers
      const refused = new Set(refusalsOf(form, plain).map(({ field }) => field!.split('.')[0]))
      const { answers: counted } = courseOf(form, plain)
      const taken = Object.keys(counted).filter((name) => !refused.has(name))
      if (taken.includes('one')) expect([1, '2', true, 'other']).toContain(counted['one'])
      if (taken.includes('yes')) expect(typeof counted['yes']).toBe('boolean')
      if (taken.includes('rate')) expect(Number.isInteger(counted['rate'])).toBe(true)
      expect(Object.keys(counted).every((key) => names.includes(key.replace('-Comment', '')))).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

const codes = (answers: Answers) => refusalsOf(form, answers).map(({ code, field }) => `${field} ${code}`)
const grid = { r1: 1, 2: 'two' }

test('each wrong answer is refused by what is wrong with it', () => {
  expect(codes({ grid })).toEqual([])
  expect(codes({})).toEqual(['grid.r1 answer.choose_in_row', 'grid.2 answer.choose_in_row'])
  expect(codes({ grid: { r1: 1 } })).toEqual(['grid.2 answer.choose_in_row'])
  expect(codes({ grid: { ...grid, r9: 1 } })).toEqual(['grid answer.unknown_choice'])
  expect(codes({ grid: { ...grid, 2: 'three' } })).toEqual(['grid.2 answer.unknown_choice'])
  expect(codes({ grid, one: '1' })).toEqual(['one answer.unknown_choice'])
  expect(codes({ grid, one: 'other' })).toEqual(['one answer.write_other'])
  expect(codes({ grid, one: 'other', 'one-Comment': '  ' })).toEqual(['one answer.write_other'])
  expect(codes({ grid, some: ['none', 'a'] })).toEqual(['some answer.none_with_others'])
  expect(codes({ grid, some: ['a', 'a'] })).toEqual(['some answer.chosen_twice'])
  expect(codes({ grid, some: 'a' })).toEqual(['some answer.malformed'])
  expect(codes({ grid, rank: ['x', 'y'] })).toEqual(['rank answer.rank_all'])
  expect(codes({ grid, n: '12' })).toEqual(['n answer.not_a_number'])
  expect(codes({ grid, day: '2026-02-30' })).toEqual(['day answer.not_a_day'])
  expect(codes({ grid, free: 'x'.repeat(2001) })).toEqual(['free answer.too_long'])
  expect(codes({ grid, free: 'a\u202eb' })).toEqual(['free answer.strange_characters'])
})
