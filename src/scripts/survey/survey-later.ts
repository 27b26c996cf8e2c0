import type { Issue } from '../../../functions/domain/outcome.ts'
import { startWork } from '../prove-work.ts'
import { fillCheck } from './check-list.ts'
import { offerRankings } from './rank.ts'
import type { Runner } from './run-core.ts'
import { repeatAnswers } from './read-out.ts'
import { sendOnce } from './send-answers.ts'
import { sentencesFrom } from './sentences.ts'
import { offerKept } from './offer-kept.ts'

/**
 * What a survey needs after its first question: sentences for what is wrong, buttons for rankings, the check page, sending,
 * and what keeps programs out; before it only to go on with what was kept.
 */
export type Later = { check: () => void; send: () => void; sentence: (issue: Issue) => string }

const form = document.querySelector<HTMLFormElement>('form.survey')!
const take = (runner: Runner): Later => {
  const said = form.querySelector<HTMLElement>('[data-said]')!
  offerRankings(form)
  repeatAnswers(form, runner)
  offerKept(form, runner)
  startWork(form.querySelector<HTMLInputElement>('[name=solution]')!)
  return {
    check: () => {
      said.textContent = ''
      fillCheck(form, runner)
    },
    sentence: sentencesFrom(JSON.parse(form.dataset['own']!) as Record<string, string[]>),
    send: () => void sendOnce(form, said, runner.forget),
  }
}
form.dispatchEvent(new CustomEvent('later', { detail: take }))
