import { isWordKey, type Words } from '../../functions/words.ts'
import type { WholeEdition } from './views.ts'

/** What a finding says; one without a sentence is shown by its code rather than hidden. */
export const findingText = (t: Words, { code, detail, question }: WholeEdition['findings'][number]): string => {
  return isWordKey(code) ? t(code, { question: question ?? '', ...detail }) : code
}
