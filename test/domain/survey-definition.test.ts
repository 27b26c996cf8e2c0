import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lintSurvey } from 'survey-core/linter'
import { Model } from 'survey-core'
import { logicOf } from '../../functions/domain/survey/logic.ts'
import { readDefinition } from '../../functions/domain/survey/read-definition.ts'
import { isSafePattern } from '../../functions/domain/survey/safe-regex.ts'
import { isWordKey } from '../../functions/words.ts'
import { templates } from '../../functions/surveys/templates.ts'
import { definitionFrom, drawing, type Json } from '../fixtures/surveys/definitions.ts'

const issuesOf = (definition: unknown) => {
  const read = readDefinition(definition)
  return read.ok
    ? []
    : read.issues.map(({ code, detail }) => `${code} ${detail?.['question'] ?? ''}.${detail?.['property'] ?? ''}`)
}
const one = (question: Json) => ({ elements: [{ type: 'radiogroup', name: 'q', choices: [1, 2], ...question }] })

test('every template of ours is read, and survey-core takes it without an error', () => {
  for (const { id, definition } of templates) {
    expect(issuesOf(definition), id).toEqual([])
    const model = new Model(structuredClone(definition))
    expect(model.jsonErrors ?? [], id).toEqual([])
    const { findings } = lintSurvey(structuredClone(definition))
    expect(
      findings.filter(({ severity }) => severity === 'error').map(({ message }) => message),
      id,
    ).toEqual([])
  }
})

test.each([
  [one({ choicse: [1] }), 'definition.unsupported_property q.choicse'],
  [one({ choicesByUrl: { url: 'https://example.com' } }), 'definition.unsupported_property q.choicesByUrl'],
  [
    one({ choices: [{ value: 1, text: 'a', visibleIf: '{q} = 1' }] }),
    'definition.unsupported_property q.choices[0].visibleIf',
  ],
  [one({ type: 'html' }), 'definition.unsupported_value q.type'],
  [one({ type: 'constructor' }), 'definition.unsupported_value q.type'],
  [one({ type: 'file' }), 'definition.unsupported_value q.type'],
  [one({ choices: [] }), 'definition.no_choices q.choices'],
  [one({ choices: ['a', 'A'] }), 'definition.choice_twice q.choices'],
  [one({ choices: ['a|b'] }), 'definition.wrong_choice q.choices[0]'],
  [one({ choices: ['__proto__'] }), 'definition.wrong_choice q.choices[0]'],
  [one({ choices: Array.from({ length: 101 }, (_, at) => at) }), 'definition.too_many q.choices'],
  [one({ isRequired: 'yes' }), 'definition.wrong_type q.isRequired'],
  [one({ title: { default: '题', 'x y': 'no' } }), 'definition.wrong_locale q.title'],
  [one({ title: 'x'.repeat(501) }), 'definition.text_too_long q.title'],
  [one({ title: 'a\u202eb' }), 'definition.strange_characters q.title'],
  [one({ visibleIf: '{q' }), 'definition.expression_syntax q.visibleIf'],
  [one({ visibleIf: '{constructor}' }), 'definition.expression_reach q.visibleIf'],
  [one({ enableIf: 'alert(1)' }), 'definition.expression_function q.enableIf'],
  [one({ correctAnswer: 3 }), 'definition.wrong_correct_answer q.correctAnswer'],
  [one({ validators: [{ type: 'regex', regex: '(a+)+$' }] }), 'definition.unsafe_pattern q.validators[0].regex'],
  [one({ validators: [{ type: 'custom' }] }), 'definition.unsupported_value q.validators[0].type'],
  [one({ name: 'a.b' }), 'definition.wrong_name a.b.name'],
  [one({ name: '__proto__' }), 'definition.wrong_name __proto__.name'],
  [one({ name: 'constructor' }), 'definition.wrong_name constructor.name'],
  [
    JSON.parse('{"elements":[{"type":"text","name":"t","__proto__":{"a":1}}]}'),
    'definition.unsupported_property t.__proto__',
  ],
  [
    JSON.parse('{"__proto__":{},"elements":[{"type":"text","name":"t"}]}'),
    'definition.unsupported_property .__proto__',
  ],
  [
    {
      elements: [
        { type: 'text', name: 't' },
        { type: 'text', name: 'T' },
      ],
    },
    'definition.name_twice T.name',
  ],
  [{ elements: [{ type: 'matrix', name: 'm', columns: [1], rows: ['a=b'] }] }, 'definition.wrong_choice m.rows[0]'],
  [{ elements: [{ type: 'rating', name: 'r', rateMax: 1e9 }] }, 'definition.out_of_range r.rateMax'],
  [{ pages: [{ name: 'one', elements: [] }] }, 'definition.empty_page one.elements'],
  [{ completedHtml: '<b>', elements: [] }, 'definition.unsupported_property .completedHtml'],
  [{}, 'definition.no_questions .pages'],
  [[], 'definition.not_an_object .'],
  [null, 'definition.not_an_object .'],
])('%j is refused, naming question and property', (definition, issue) => {
  expect(issuesOf(definition)).toContain(issue)
})

test('questions whose conditions go round in a circle are named, whichever condition it is', () => {
  const text = (name: string, more: Json) => ({ type: 'text', name, ...more })
  const named = (elements: Json[]) => {
    const read = readDefinition({ elements })
    return read.ok ? null : read.issues[0]?.detail?.['questions']
  }
  expect(named([text('a', { visibleIf: '{b} = 1' }), text('b', { visibleIf: '{c} = 1' }), text('c', { enableIf: '{a} empty' })])).toBe('a → b → c → a') // prettier-ignore
  expect(named([text('a', { visibleIf: '{a} empty' })])).toBe('a → a')
  const panel = { type: 'panel', visibleIf: '{b} notempty', elements: [text('b', {})] }
  expect(named([panel])).toBe('b → b')
  expect(named([text('a', { requiredIf: '{b} empty' }), text('b', { requiredIf: '{a} empty' })])).toBeNull()
})

test('a definition as large as a request may be is read or refused at once, however deep or wide', () => {
  const deep = (depth: number): Json =>
    depth === 0 ? { type: 'text', name: 'q' } : { type: 'panel', elements: [deep(depth - 1)] }
  expect(issuesOf({ elements: [deep(3000)] }).join()).toContain('definition.too_deep')
  const wide = Array.from({ length: 200 }, (_, at) => ({ type: 'checkbox', name: `q${at}`, choices: Array.from({ length: 100 }, (__, n) => ({ value: n, text: 'x'.repeat(190) })) })) // prettier-ignore
  expect(issuesOf({ elements: wide }).join()).toContain('definition.too_large')
  const chain = Array.from({ length: 200 }, (_, at) => ({ type: 'text', name: `q${at}`, ...(at > 0 && { visibleIf: `{q${at - 1}} = 1` }) })) // prettier-ignore
  expect(issuesOf({ elements: chain.toReversed() })).toEqual([])
})

test.each([
  ['^1\\d{10}$', true], ['^(13|15)\\d{9}$', true], ['^[\\w.]+@[\\w.]+$', true], ['^(\\d{15}|\\d{17}[\\dXx])$', true], ['(a+)?b', true],
  ['(a+)+$', false], ['(a|a)*$', false], ['((a?)b?)+', false], ['(.*)*', false], ['a*a*a*a*b', false], ['(a)\\1', false],
  ['(?<=a)b', false], ['(', false], ['[a-', false], ['x'.repeat(201), false], ['(?:a{1,50}){1,50}', false], ['(\\d+,)+', false],
])('the pattern %s may be tried on answers: %s', (pattern, may) => {
  expect(isSafePattern(pattern)).toBe(may)
}) // prettier-ignore

/** A definition with one thing in it, at any depth, replaced by something of any shape. */
const spoiled = fc.tuple(fc.gen(), fc.nat(), fc.anything({ withNullPrototype: true })).map(([gen, at, strange]) => {
  const { definition } = definitionFrom(drawing(gen))
  const places: [Json, string][] = []
  const walk = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return
    for (const key of Object.keys(value)) {
      places.push([value as Json, key])
      walk((value as Json)[key])
    }
  }
  walk(definition)
  const [holder, key] = places[at % places.length]!
  holder[key] = strange
  return definition
})

test('whatever stands anywhere in a definition, reading it never throws, and each refusal has its sentence', () => {
  let refused = 0
  const read = (definition: unknown) => {
    const outcome = readDefinition(definition)
    if (outcome.ok) {
      expect(JSON.parse(JSON.stringify(logicOf(outcome.value)))).toEqual(logicOf(outcome.value))
      return
    }
    refused += 1
    for (const { code } of outcome.issues) expect(isWordKey(`issue.${code}`), code).toBe(true)
  }
  fc.assert(fc.property(fc.anything(), read))
  fc.assert(fc.property(spoiled, read), { numRuns: 600 })
  expect(refused).toBeGreaterThan(300)
}, 60_000)

test('a phone gets no choices that stand in its page as they are, but numbers and the items of a ranking', () => {
  const choicesOf = (question: object) => {
    const read = readDefinition(one(question))
    return read.ok && logicOf(read.value).questions[0]!.choices
  }
  expect(choicesOf({ type: 'radiogroup', choices: ['甲', '乙'] })).toBe(undefined)
  expect(choicesOf({ type: 'radiogroup', choices: [1, 2] })).toEqual([1, 2])
  expect(choicesOf({ type: 'ranking', choices: ['甲', '乙'] })).toEqual(['甲', '乙'])
})

test('a phone gets a form without its words', () => {
  const read = readDefinition(
    one({ title: '您满意吗', validators: [{ type: 'expression', expression: '{q} = 1', text: '选第一个' }] }),
  )
  expect(read.ok && JSON.stringify(logicOf(read.value))).not.toMatch(/\p{Script=Han}/u)
})
