import { expect, test } from 'vitest'
import { readChoiceLines, writeChoices } from '../../functions/domain/survey/choice-lines.ts'
import { questionsOf, type Element } from '../../functions/domain/survey/edit-definition.ts'
import { QUESTION_KINDS } from '../../functions/domain/survey/form.ts'
import { newQuestion } from '../../functions/domain/survey/new-question.ts'
import { chosenIn, formOfQuestion, questionOf } from '../../functions/domain/survey/question-form.ts'
import { meaningOf, withoutQuestion, withQuestion } from '../../functions/domain/survey/question-meaning.ts'
import { readDefinition } from '../../functions/domain/survey/read-definition.ts'
import { choicesBefore, keyOf, readCondition, writeCondition } from '../../functions/domain/survey/simple-condition.ts'
import { templates } from '../../functions/surveys/templates.ts'

const read = (element: Element, before: Element[] = []) => readDefinition({ elements: [...before, element] })

test('a question whose form is saved as it was drawn stays as it was', () => {
  for (const { definition } of templates) {
    for (const question of questionsOf(definition)) {
      const known = choicesBefore(definition, String(question['name']))
      expect(questionOf(question, formOfQuestion(question, known), chosenIn(question, known), known)).toEqual(question)
    }
  }
  for (const kind of QUESTION_KINDS) {
    const question = newQuestion(kind, 'q1')
    expect(questionOf(question, formOfQuestion(question, []), [], [])).toEqual(question)
  }
})

test('a question becomes one of any other kind and can be read', () => {
  for (const from of QUESTION_KINDS) {
    for (const to of QUESTION_KINDS) {
      const question = { ...newQuestion(from, 'q1'), isRequired: true }
      const next = questionOf(question, { ...formOfQuestion(question, []), kind: to }, [], [])
      expect(read(next), `${from} → ${to}`).toMatchObject({ ok: true })
      expect(next).toMatchObject({ type: to, name: 'q1', isRequired: true, title: (question as Element)['title'] })
    }
  }
  const radio = { ...newQuestion('radiogroup', 'q1'), choices: [1, 2], showOtherItem: true, correctAnswer: 1 }
  expect(questionOf(radio, { ...formOfQuestion(radio, []), kind: 'checkbox' }, [], [])).toMatchObject({
    choices: [1, 2],
    showOtherItem: true,
  })
})

test('choices are written one a line, and lines are read back with values, types and other languages kept', () => {
  const before = [
    { value: 'yes', text: { default: '是', en: 'Yes', ug: 'ھەئە' } },
    5,
    true,
    { value: 'plain', text: '原样' },
  ]
  expect(writeChoices(before)).toBe('yes | 是 | Yes\n5 | 5\ntrue | true\nplain | 原样')
  expect(readChoiceLines(writeChoices(before), before)).toEqual(before)
  expect(readChoiceLines('yes｜对｜Right\n\n 新的 \n5\n7 | 七', before)).toEqual([
    { value: 'yes', text: { default: '对', en: 'Right', ug: 'ھەئە' } },
    '新的',
    5,
    { value: '7', text: '七' },
  ])
  // What people read finds its value again, so that answers are still counted under it.
  expect(readChoiceLines('原样', before)).toEqual([{ value: 'plain', text: '原样' }])
  expect(readChoiceLines('3 | 一般', [], { numbers: true })).toEqual([{ value: 3, text: '一般' }])
})

test('a condition is said in choices, and read back as choices', () => {
  const elements: Element[] = [
    { type: 'radiogroup', name: 'aware', title: '知道吗', choices: ['yes', { value: "it's", text: '听说过' }] },
    { type: 'checkbox', name: 'from', choices: [1, 'tv'] },
    { type: 'boolean', name: 'took' },
    { type: 'matrix', name: 'themes', columns: ['good', 'poor'], rows: [{ value: 'order', text: '秩序' }] },
    { type: 'rating', name: 'stars' },
    { type: 'comment', name: 'last' },
  ]
  const known = choicesBefore({ elements }, 'last')
  expect(known.find(({ question }) => question === 'themes.order')).toMatchObject({
    title: 'themes：秩序',
    text: 'good',
  })
  const says = (when: 'chosen' | 'not_chosen', ...choices: string[]) =>
    writeCondition({ when, choices, expression: '' }, known)
  expect(says('chosen', 'aware="yes"', 'aware="it\'s"')).toBe(`{aware} = 'yes' or {aware} = 'it\\'s'`)
  expect(says('not_chosen', 'from=1', 'themes.order="poor"')).toBe("{from} notcontains 1 and {themes.order} != 'poor'")
  expect(says('chosen', 'took=true', 'stars=5', 'nobody="x"')).toBe('{took} = true or {stars} = 5')
  for (const when of ['chosen', 'not_chosen'] as const) {
    const condition = { when, choices: known.map(keyOf), expression: '' }
    const expression = writeCondition(condition, known)
    expect(readCondition(expression, known)).toEqual(condition)
    expect(read({ ...elements.at(-1)!, visibleIf: expression }, elements.slice(0, -1))).toMatchObject({ ok: true })
  }
  for (const free of ["{aware} = 'yes' or {stars} > 3", '{aware} notempty', "{gone} = 'x'"]) {
    expect(readCondition(free, known)).toEqual({ when: 'expression', choices: [], expression: free })
  }
  // Only what is asked before can decide.
  expect(choicesBefore({ elements }, 'aware')).toEqual([])
})

test('what a question means for the figures is set, moved and taken away without touching the rest', () => {
  const { meaning, definition } = templates.find(({ id }) => id === 'satisfaction')!
  for (const question of questionsOf(definition)) {
    const name = String(question['name'])
    const again = withQuestion(meaning, question, meaningOf(meaning, name))
    expect(meaningOf(again, name)).toEqual(meaningOf(meaning, name))
    expect(JSON.stringify(withoutQuestion(again, name))).not.toContain(`"${name}"`)
  }
  const matrix = questionsOf(definition).find(({ name }) => name === 'themes')!
  const support = withQuestion(meaning, matrix, {
    ...meaningOf(meaning, 'themes'),
    headline: 'support',
    counts: ['good'],
  })
  expect(support.headline?.support?.map(({ question }) => question)).toContain('themes.order')
  expect(support.headline?.satisfaction?.map(({ question }) => question)).toEqual(['overall'])
  expect(support.headline?.awareness).toEqual(meaning.headline?.awareness)
  const quiz = withQuestion(
    {},
    { type: 'text', name: 'q' },
    { ...meaningOf({}, 'q'), reason: '因为', reasonEn: 'Because', rule: 'sort-your-waste' },
  )
  expect(quiz).toEqual({ because: { q: { text: { default: '因为', en: 'Because' }, rule: 'sort-your-waste' } } })
  expect(withoutQuestion(quiz, 'q')).toEqual({})
})
