import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LOCALES, type Locale } from '../../functions/words.ts'

const read = (locale: Locale, file: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../../content/words/${locale}/${file}.json`, import.meta.url), 'utf8'))
const blanks = (sentence: string) => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

const FILES = [
  'common',
  'site',
  'tip-offs',
  'activities',
  'volunteers',
  'certificates',
  'orders',
  'surveys',
  'survey-answers',
  'answering',
  'survey-results',
  'interviews',
  'exposure',
  'figures',
]
const others = LOCALES.filter((locale) => locale !== 'zh-CN')

for (const file of FILES) {
  for (const locale of others) {
    test(`every sentence of ${file}.json can be read in ${locale}, with the same blanks`, () => {
      const chinese = read('zh-CN', file)
      const theirs = read(locale, file)
      expect(Object.keys(theirs).sort()).toEqual(Object.keys(chinese).sort())
      for (const [key, sentence] of Object.entries(chinese)) {
        expect(blanks(theirs[key] ?? ''), `${locale} ${key}`).toEqual(blanks(sentence))
      }
    })
  }
}

test('no sentence is empty, unfinished, or told twice', () => {
  for (const locale of LOCALES) {
    const files =
      locale === 'zh-CN'
        ? [
            ...FILES,
            'desk',
            'desk-accounts',
            'desk-activities',
            'desk-attendance',
            'desk-audit',
            'desk-orders',
            'desk-routing',
            'desk-queue',
            'desk-surveys',
            'desk-definitions',
            'desk-codes',
            'desk-samples',
            'desk-survey-results',
            'desk-supervision',
            'desk-look-backs',
            'desk-calendar',
            'desk-mine',
            'desk-outbox',
            'desk-exposure',
            'desk-figures',
          ]
        : FILES
    const all = files.flatMap((file) => Object.entries(read(locale, file)))
    for (const [key, sentence] of all) {
      expect(typeof sentence, key).toBe('string')
      expect(sentence.trim(), `${locale} ${key}`).not.toBe('')
      expect(sentence, `${locale} ${key}`).not.toMatch(/TODO|XXX|\{\{\s*\}\}|\{\{[^}]*$/)
    }
    const keys = all.map(([key]) => key)
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([])
  }
})

test('English sentences hold no Chinese, except the name of the other language and words to search for', () => {
  const meant = new Set([
    'site.other_language',
    'site.other_language_short',
    'search.hint',
    'search.none_hint',
    'search.empty_hint',
  ])
  for (const file of FILES) {
    for (const [key, sentence] of Object.entries(read('en', file))) {
      if (!meant.has(key)) expect(sentence, key).not.toMatch(/\p{Script=Han}/u)
    }
  }
})
