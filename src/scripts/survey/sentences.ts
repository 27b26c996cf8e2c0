import type { Issue } from '../../../functions/domain/outcome.ts'

/** Sentences by code, and the questions' own: for a lacking answer, then for each of their validators. */
export type Says = { ours: Record<string, string>; own: Record<string, string[]> }

const LACKING = /choose|write$|rank_all/

/** Says what is wrong with an answer, as the server does (answering/survey-sentences.ts). */
export const sentencesFrom =
  ({ ours, own }: Says) =>
  ({ code, field = '', detail = {} }: Issue): string => {
    const short = code.replace('answer.', '')
    const texts = own[field]
    const mine =
      texts && ('validator' in detail ? texts[Number(detail['validator']) + 1] : LACKING.test(short) && texts[0])
    return (
      mine ||
      (ours[short] || ours['unknown_choice'] || '').replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(detail[name]))
    )
  }
