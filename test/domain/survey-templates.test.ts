import { Model } from 'survey-core'
import { lintSurvey } from 'survey-core/linter'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { streets } from '../../functions/district.ts'
import { lintForm } from '../../functions/domain/survey/lint.ts'
import { readDefinition } from '../../functions/domain/survey/read-definition.ts'
import { readMeaning } from '../../functions/domain/survey/read-meaning.ts'
import { questionsOf } from '../../functions/domain/survey/edit-definition.ts'
import { templates } from '../../functions/surveys/templates.ts'

const folder = new URL('../../content/', import.meta.url)

test('every questionnaire of content/surveys is in the library, once', () => {
  const files = readdirSync(new URL('surveys/', folder)).map((file) => file.replace('.json', ''))
  expect(templates.map(({ id }) => id).sort()).toEqual(files.sort())
})

test.each(templates.map((one) => [one.id, one] as const))('%s can be answered as it stands', (_, template) => {
  const form = readDefinition(template.definition)
  if (!form.ok) throw new Error(JSON.stringify(form.issues))
  expect(form.value.questions.length).toBe(questionsOf(template.definition).length)
  expect(readMeaning(template.meaning).ok).toBe(true)
  expect(lintForm(form.value, template.meaning, template.kind)).toEqual([])

  const model = new Model(template.definition)
  expect(model.jsonErrors ?? []).toEqual([])
  expect(model.getAllQuestions().map(({ name }) => name)).toEqual(form.value.questions.map(({ name }) => name))
  expect(lintSurvey(template.definition).findings).toEqual([])
})

test.each(templates.map((one) => [one.id, one] as const))('%s is written in both languages', (_, template) => {
  const chinese: string[] = []
  const walk = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return
    if ('default' in value) {
      if (!('en' in value)) chinese.push(String(value.default))
      else expect(value.en, String(value.default)).not.toMatch(/\p{Script=Han}/u)
    } else for (const one of Object.values(value)) walk(one)
  }
  walk([template.title, template.lead, template.definition, template.meaning])
  expect(chinese).toEqual([])
})

test('community, age and sex are asked last, and whoever does not want to say so need not', () => {
  for (const { definition, meaning } of templates.filter(({ meaning }) => meaning.community)) {
    const questions = questionsOf(definition)
    expect(questions.slice(-3).map(({ name }) => name)).toEqual([meaning.community, meaning.age, meaning.sex])
    for (const question of questions.slice(-3)) {
      const values = (question['choices'] as { value: string }[]).map(({ value }) => value)
      expect(values.at(-1)).toBe('unsaid')
    }
    const [community] = questions.slice(-3)
    const values = (community!['choices'] as { value: string }[]).map(({ value }) => value)
    const ours = streets.flatMap(({ communities }) => communities.map(({ id }) => id))
    expect(values).toEqual([...ours, 'unsaid'])
  }
})

test('every reason of the quiz leads to a rule that is there, and every question has one', () => {
  const rules = readdirSync(new URL('rules/', folder)).map((file) => file.replace('.md', ''))
  const quiz = templates.find(({ kind }) => kind === 'quiz')!
  const questions = questionsOf(quiz.definition)
  expect(Object.keys(quiz.meaning.because ?? {})).toEqual(questions.map(({ name }) => name))
  for (const { rule } of Object.values(quiz.meaning.because ?? {})) expect(rules).toContain(rule)
  for (const question of questions) expect(question['correctAnswer']).toBeDefined()
})
