import { startWork } from '../prove-work.ts'
import { fillCheck } from './check-list.ts'
import { takeChoices } from './choices-shown.ts'
import { needCode } from './code-field.ts'
import { equip } from './equip.ts'
import { offerKept } from './offer-kept.ts'
import type { Runner } from './run-core.ts'
import { sendOnce } from './send-answers.ts'
import { type Says, sentencesFrom } from './sentences.ts'

/**
 * What a survey needs once a question is answered: sentences for what is wrong, the right answers of a quiz, what is kept
 * on the phone, buttons for rankings, the check page, sending, and what keeps programs out.
 */
export type Later = { send: () => void }

const form = document.querySelector<HTMLFormElement>('form.survey')!
const take = (core: Runner): Later => {
  const said = form.querySelector<HTMLElement>('[data-said]')!
  const { own, kept, quiz } = form.dataset
  takeChoices(core)
  needCode(form, core)
  const runner = equip(core, {
    sentence: sentencesFrom(JSON.parse(own!) as Says),
    storage: kept || null,
    quiz: quiz !== undefined,
  })
  const look = () => {
    const { screen } = runner.screens[runner.at()]!.dataset
    if (screen !== 'start') startWork(form.querySelector<HTMLInputElement>('[name=solution]')!)
    if (screen !== 'check') return
    said.textContent = ''
    fillCheck(form, runner)
  }
  form.addEventListener('shown', look)
  look()
  offerKept(form, runner)
  return { send: () => runner.complain() || void sendOnce(form, said, runner.forget) }
}
form.dispatchEvent(new CustomEvent('later', { detail: take }))
