import en from '../../../content/words/en/survey-answers.json' with { type: 'json' }
import zh from '../../../content/words/zh-CN/survey-answers.json' with { type: 'json' }
import type { Issue } from '../../../functions/domain/outcome.ts'

const LACKING = /choose|write$|rank_all/

/**
 * Says what is wrong with an answer, as the server does (answering/survey-sentences.ts). `own` are sentences of the
 * survey's own, by question: for a lacking answer, then for each of its validators.
 */
export const sentencesFrom =
  (own: Record<string, string[]>) =>
  ({ code, field = '', detail = {} }: Issue): string => {
    const ours: Record<string, string> = document.documentElement.lang === 'en' ? en : zh
    const texts = own[field]
    const mine =
      texts && ('validator' in detail ? texts[Number(detail['validator']) + 1] : LACKING.test(code) && texts[0])
    const said = ours[`issue.${code}`] || ours['issue.answer.malformed']!
    return mine || said.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(detail[name]))
  }
