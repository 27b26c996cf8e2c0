import type { PhoneLogic } from '../../../functions/domain/survey/logic.ts'
import { type Runner, runCore } from './run-core.ts'
import type { Later } from './survey-later.ts'

/**
 * A survey, one question on each screen. What is needed once a question is answered (survey-later.ts) is fetched a moment
 * later, so that this is small and early. A window's rating is one screen, on which further questions open at once.
 */
const form = document.querySelector<HTMLFormElement>('form.survey')!
const send = form.querySelector<HTMLElement>('[data-send]')
const { logic, kept, quiz, together } = form.dataset
let later: Later | undefined

// A printed code's address carries it behind the #, which no server sees; nor does the history keep it.
const code = form.querySelector<HTMLInputElement>('#code')
const carried = /^#c=(.+)/.exec(location.hash)
if (carried) {
  history.replaceState(history.state, '', location.pathname + location.search)
  if (code) code.value = carried[1]!.replace(/%20/g, ' ')
}

const isKept = () => {
  try {
    return localStorage.getItem(kept!)
  } catch {
    return null
  }
}

/** Whether the later script will not come, or not soon: then the form's own way has to do, and the server says what is wrong. */
let isLost = false
let waits = false
const goOn = () => {
  isLost = !later
  if (waits) runner.onward()
  waits = false
}
/** The script of what comes later waits in a template of the page; it says `later` when it is there. */
const fetchLater = () => {
  const waiting = document.querySelector('template')
  if (!waiting) return
  waiting.content.querySelector('script')!.onerror = goOn
  document.body.append(waiting.content)
  waiting.remove()
}
form.addEventListener('later', (event) => {
  later = (event as CustomEvent<(runner: Runner) => Later>).detail(runner)
  goOn()
})

const submit = () => {
  if (later) return later.send()
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'step', value: 'send' }))
  form.submit()
}
const runner: Runner = runCore(form, JSON.parse(logic!) as PhoneLogic, {
  together: together !== undefined,
  quiz: quiz !== undefined,
  onShow: (screen) => {
    if (send) send.hidden = screen.dataset['screen'] !== 'check'
  },
  onFinish: submit,
})
runner.holds.push((n) => {
  if (later || isLost || !(code || runner.screens[n]!.dataset['q'])) return false
  waits = true
  fetchLater()
  setTimeout(goOn, 5000)
  return true
})
form.addEventListener('submit', (event) => {
  event.preventDefault()
  submit()
})
if (together === undefined) form.classList.add('one-question')
const isSoon = quiz !== undefined || together !== undefined || code || isKept()
setTimeout(fetchLater, isSoon ? 0 : 1000)
const errors = form.querySelector<HTMLElement>('.error-summary')
if (errors) errors.focus()
