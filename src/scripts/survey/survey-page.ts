import type { FormLogic } from '../../../functions/domain/survey/form.ts'
import { type Runner, runCore } from './run-core.ts'
import type { Later } from './survey-later.ts'

/**
 * A survey, one question on each screen. What is needed after the first question only (survey-later.ts) is fetched then,
 * so that this is small and early. A window's rating is one screen, on which further questions open at once.
 */
const form = document.querySelector<HTMLFormElement>('form.survey')!
const data = document.getElementById('survey')!.textContent!
const logic = JSON.parse(data) as FormLogic
const code = form.querySelector<HTMLInputElement>('#code')
const send = form.querySelector<HTMLElement>('[data-send]')
const together = form.dataset['together'] !== undefined
let later: Later | undefined

// A printed code's address carries it behind the #, which no server sees; nor does the history keep it.
const carried = /^#c=(.+)/.exec(location.hash)
if (carried) {
  history.replaceState(history.state, '', location.pathname + location.search)
  if (code) code.value = carried[1]!.replace(/%20/g, ' ')
}

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

/** The script of what comes later waits in a template of the page; it says `later` when it is there. */
const fetchLater = () => {
  const waiting = document.querySelector<HTMLTemplateElement>('template')
  if (!waiting) return
  document.body.append(waiting.content)
  waiting.remove()
}
form.addEventListener('later', (event) => {
  later = (event as CustomEvent<(runner: Runner) => Later>).detail(runner)
  if (send && !send.hidden) later.check()
})

const submit = () => {
  if (runner.complain()) return
  if (later) return later.send()
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'step', value: 'send' }))
  form.submit()
}
const runner: Runner = runCore(form, logic, {
  together,
  sentence: (issue) => (later ? later.sentence(issue) : form.dataset['need']!),
  quiz: form.dataset['quiz'] !== undefined,
  storage: form.dataset['kept'] || null,
  onShow: (screen) => {
    if (send) send.hidden = screen.dataset['screen'] !== 'check'
    if (screen.dataset['screen'] !== 'start') setTimeout(fetchLater)
    if (later && send && !send.hidden) later.check()
  },
  onLeave: needsCode,
  onFinish: submit,
})
form.addEventListener('submit', (event) => {
  event.preventDefault()
  submit()
})
if (!together) form.classList.add('one-question')
if (runner.kept) fetchLater()
const errors = form.querySelector<HTMLElement>('.error-summary')
if (errors) errors.focus()
