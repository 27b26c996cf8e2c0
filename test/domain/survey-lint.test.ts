import { expect, test } from 'vitest'
import type { Form } from '../../functions/domain/survey/form.ts'
import { lintForm } from '../../functions/domain/survey/lint.ts'
import type { Meaning } from '../../functions/domain/survey/meaning.ts'
import { isRight, scoreOf } from '../../functions/domain/survey/quiz.ts'
import { readDefinition } from '../../functions/domain/survey/read-definition.ts'
import { say, sayAnswer } from '../../functions/domain/survey/say.ts'
import { isWordKey } from '../../functions/words.ts'
import type { Json } from '../fixtures/surveys/definitions.ts'

const formOf = (...elements: Json[]): Form => {
  const read = readDefinition({ elements })
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return read.value
}
const radio = (name: string, more: Json = {}): Json => ({
  type: 'radiogroup',
  name,
  title: name + '?',
  choices: ['a', 'b', 'c'],
  ...more,
})
const found = (form: Form, meaning: Meaning = {}) =>
  lintForm(form, meaning).map(({ code, question, detail, severity }) => {
    expect(isWordKey(code), code).toBe(true)
    return `${severity} ${code} ${question ?? ''} ${Object.values(detail ?? {}).join(' ')}`.trim()
  })

test('a condition over what does not exist, or that can never be, is found', () => {
  expect(found(formOf(radio('q', { visibleIf: '{nobody} = 1' })))).toContain(
    'error lint.unknown_reference q nobody visibleIf',
  )
  expect(found(formOf(radio('p'), radio('q', { visibleIf: "{p} = 'd'" })))).toEqual(expect.arrayContaining(['error lint.unknown_choice q d visibleIf', 'error lint.unreachable q'])) // prettier-ignore
  expect(found(formOf(radio('p'), radio('q', { visibleIf: "{p} = 'a' and {p} = 'b'" })))).toContain(
    'error lint.unreachable q',
  )
  expect(found(formOf(radio('p'), radio('q', { visibleIf: 'false' }), radio('r', { visibleIf: "{q} = 'a'" })))).toContain('error lint.unreachable r') // prettier-ignore
  expect(found(formOf(radio('p'), radio('q', { visibleIf: "{p} = 'd' or {p} = 'a'" })))).not.toContain(
    'error lint.unreachable q',
  )
  expect(found(formOf(radio('p', { visibleIf: "{q} = 'a'" }), radio('q')))).toContain('hint lint.looks_ahead p q')
  expect(found(formOf({ type: 'matrix', name: 'm', title: 'm?', columns: [1], rows: ['r'] }, radio('q', { visibleIf: '{m.x} = 1' })))).toContain('error lint.unknown_reference q m.x visibleIf') // prettier-ignore
})

test('a sound form has nothing to be found', () => {
  const form = formOf(
    { type: 'checkbox', name: 'ways', title: { default: '怎么来', en: 'How' }, choices: [{ value: 1, text: { default: '走', en: 'walk' } }, 2], showOtherItem: true, isRequired: true }, // prettier-ignore
    radio('q', { visibleIf: "{ways} contains 1 and {ways-Comment} empty and {ways} anyof [1, 'other']" }),
  )
  expect(found(form, { age: 'q', headline: { awareness: [{ question: 'q', counts: ['a'] }] } })).toEqual([])
})

test('missing English, traps and impossible questions are found', () => {
  expect(found(formOf(radio('q', { title: '您满意吗' })))).toEqual(['hint lint.no_english q'])
  expect(found(formOf(radio('q', { title: { default: '您满意吗', en: 'Satisfied?' } })))).toEqual([])
  expect(found(formOf(radio('q', { isRequired: true })))).toEqual(['hint lint.no_way_out q'])
  expect(found(formOf({ type: 'checkbox', name: 'q', title: 'x', choices: [1, 2], minSelectedChoices: 3 }))).toEqual([
    'error lint.impossible q',
  ])
})

test('a meaning that fits no question is found', () => {
  const form = formOf(radio('q'), { type: 'text', name: 't', title: 't?' })
  const meaning: Meaning = {
    ...{ community: 'gone', age: 't', because: { nobody: { text: 'why' } } },
    headline: {
      satisfaction: [
        { question: 'q', counts: ['a', 'z'] },
        { question: 'm.r', counts: ['1'] },
      ],
    },
  }
  expect(found(form, meaning)).toEqual([
    'error lint.meaning_question  gone', 'error lint.meaning_question  t', 'error lint.meaning_choice q z',
    'error lint.meaning_question  m.r', 'error lint.meaning_question  nobody',
  ]) // prettier-ignore
})

const quiz = formOf(
  radio('one', { correctAnswer: 'a' }),
  { type: 'checkbox', name: 'some', title: 's?', choices: [1, 2, 3], correctAnswer: [1, 3] },
  { type: 'ranking', name: 'rank', title: 'r?', choices: ['x', 'y'], correctAnswer: ['y', 'x'] },
  { type: 'boolean', name: 'hidden', title: 'h?', correctAnswer: true, visibleIf: "{one} = 'b'" },
  radio('free'),
)

test('a quiz counts what was shown; the order matters in a ranking only', () => {
  expect(scoreOf(quiz, { one: 'a', some: [3, 1], rank: ['y', 'x'] })).toEqual({ right: 3, of: 3, wrong: [] })
  expect(scoreOf(quiz, { one: 'b', some: [1], rank: ['x', 'y'] })).toEqual({ right: 0, of: 4, wrong: ['one', 'some', 'rank', 'hidden'] }) // prettier-ignore
  expect(scoreOf(quiz, {})).toEqual({ right: 0, of: 3, wrong: ['one', 'some', 'rank'] })
  expect(isRight(quiz.questions[4]!, 'c')).toBe(true)
  expect(found(quiz)).toEqual(
    expect.arrayContaining(['hint lint.no_explanation one', 'hint lint.no_right_answer free']),
  )
})

test('what people read is said in their language, with answers as they read them', () => {
  const form = formOf(
    radio('q', { choices: [{ value: 'a', text: { default: '甲', en: 'first' } }], showOtherItem: true }),
    { type: 'checkbox', name: 'c', choices: [1, { value: 2, text: '二' }] },
    { type: 'boolean', name: 'b', labelTrue: { default: '去过', en: 'been' } },
    { type: 'matrix', name: 'm', columns: [{ value: 1, text: '好' }], rows: ['r'] },
  )
  const answers = { q: 'a', c: [1, 2], b: true, m: { r: 1 } }
  const text = { default: '您说{q}、{c}、{ b }、{m.r}', en: 'You: {q}, {c}, {b}' }
  expect(say(text, 'zh-CN', form, answers)).toBe('您说甲、1、二、去过、好')
  expect(say(text, 'en', form, answers)).toBe('You: first, 1, 二, been')
  expect(say({ 'zh-cn': '中', en: 'E' }, 'zh-CN')).toBe('中')
  expect(say({ default: '中' }, 'en')).toBe('中')
  expect(say('{q} {nobody} {m.constructor} {constructor}', 'en', form, answers)).toBe('first {nobody}  {constructor}')
  expect(say('{q}', 'en', form, { q: 'other', 'q-Comment': 'my own {b}' })).toBe('my own {b}')
  expect(say('{q}{b}', 'en', form, { b: false })).toBe('No')
  expect(sayAnswer(form.questions[0]!, { q: 'strange' }, 'en')).toBe('strange')
  expect(say(undefined, 'en')).toBe('')
})
