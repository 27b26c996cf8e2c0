import type { Issue } from '../../../functions/domain/outcome.ts'
import { type Halfway, keepHalfway } from './keep-halfway.ts'
import { keepNoneAlone } from './none-alone.ts'
import { offerRankings } from './rank.ts'
import { repeatAnswers } from './read-out.ts'
import { refuseWrong } from './refuse-wrong.ts'
import type { Runner } from './run-core.ts'
import { tellRight } from './tell-right.ts'

export type Means = {
  /** The sentence for a refusal of the engine. */
  sentence: (issue: Issue) => string
  /** The name under which half-way answers are kept on this phone; without it nothing is kept. */
  storage: string | null
  /** The answer is told after each question. */
  quiz: boolean
}
export type Equipped = Runner & Halfway & { complain: () => boolean }

/** Gives a form everything that is needed once a question is answered, and not before. */
export const equip = (runner: Runner, { sentence, storage, quiz }: Means): Equipped => {
  const { root } = runner
  const complain = refuseWrong(runner, sentence)
  if (quiz) tellRight(runner)
  keepNoneAlone(root)
  offerRankings(root)
  repeatAnswers(root, runner)
  return { ...runner, complain, ...keepHalfway(runner, storage) }
}
