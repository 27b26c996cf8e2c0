import type { FormLogic } from '../../../functions/domain/survey/form.ts'
import { fillCheck } from './check-list.ts'
import { offerKept } from './offer-kept.ts'
import { type Runner, runForm } from './run-form.ts'
import { sendOnce } from './send-answers.ts'
import { type Says, sentencesFrom } from './sentences.ts'

/**
 * A survey, one question on each screen: half-way answers kept on this phone, everything checked once more, sent once.
 * A window's rating is one screen, on which further questions open at once.
 */
const form = document.querySelector<HTMLFormElement>('form.survey')!
const data = document.getElementById('survey')!.textContent!
const { logic, says } = JSON.parse(data) as { logic: FormLogic; says: Says }
const find = <T extends HTMLElement>(selector: string) => form.querySelector<T>(selector)!
const code = form.querySelector<HTMLInputElement>('#code')
const send = form.querySelector<HTMLElement>('[data-send]')
const said = find('[data-said]')
const together = form.dataset['together'] !== undefined

// A printed code's address carries it behind the #, which no server sees; nor does the history keep it.
const carried = /^#c=(.+)/.exec(location.hash)
if (carried) {
  history.replaceState(history.state, '', location.pathname + location.search)
  if (code) code.value = carried[1]!.replace(/%20/g, ' ')
}

/** Keeps programs out; where it fails a person is read all the same. It is fetched with the first question, not before. */
const prove = () => {
  const solution = find<HTMLInputElement>('[name=solution]')
  if (worker || solution.value) return
  worker = new Worker(new URL('./prove-worker.ts', import.meta.url))
  worker.onmessage = ({ data: solved }: MessageEvent<string>) => (solution.value = solved)
}
let worker: Worker | undefined

const needsCode = (screen: HTMLElement): boolean => {
  if (screen.dataset['screen'] !== 'start' || !code || code.value.trim() || !screen.contains(code)) return false
  const error = form.querySelector('#code-error') || document.createElement('p')
  Object.assign(error, { className: 'error', id: 'code-error', textContent: form.dataset['needCode']! })
  error.setAttribute('role', 'alert')
  code.parentElement!.insertBefore(error, code)
  code.setAttribute('aria-describedby', 'code-hint code-error')
  code.focus()
  return true
}

const submit = () => {
  if (!runner.complain()) void sendOnce(form, said, runner.forget)
}
const runner: Runner = runForm(form, logic, {
  together,
  sentence: sentencesFrom(says),
  quiz: form.dataset['quiz'] !== undefined,
  storage: form.dataset['kept'] || null,
  onShow: (screen) => {
    const checks = screen.dataset['screen'] === 'check'
    if (send) send.hidden = !checks
    if (screen.dataset['q']) prove()
    if (checks) setTimeout(() => fillCheck(form, runner))
  },
  onLeave: needsCode,
  onFinish: submit,
})
form.addEventListener('submit', (event) => {
  event.preventDefault()
  submit()
})
if (!together) form.classList.add('one-question')
offerKept(form, runner)
const errors = form.querySelector<HTMLElement>('.error-summary')
if (errors) errors.focus()
