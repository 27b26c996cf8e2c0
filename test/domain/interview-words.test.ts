import { expect, test } from 'vitest'
import { LOCALES, wordsFor } from '../../functions/words.ts'
import { interviewWordsOf } from '../../src/interview-words.ts'

test('every sentence that the interviewer’s phone says by itself is there in every language', () => {
  for (const locale of LOCALES) {
    const missing = Object.entries(interviewWordsOf(wordsFor(locale))).filter(([key, sentence]) => {
      const lookedUp = key.startsWith('issue_') ? key.replace('issue_', 'issue.') : `interview.w.${key}`
      return !sentence || sentence === lookedUp
    })
    expect([locale, missing]).toEqual([locale, []])
  }
})
