import type { FormLogic } from '../../../functions/domain/survey/form.ts'
import { offerRankings } from './rank.ts'
import { repeatAnswers } from './read-out.ts'
import { type Options, runCore, type Runner } from './run-core.ts'

export type { Options, Runner }

/** A form with everything it needs from the start, for a page that has to work without network (run-core.ts). */
export const runForm = (root: HTMLElement, logic: FormLogic, options: Options): Runner => {
  const runner = runCore(root, logic, options)
  offerRankings(root)
  repeatAnswers(root, runner)
  return runner
}
