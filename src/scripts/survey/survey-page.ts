import type { FormLogic } from '../../../functions/domain/survey/form.ts'
import { startWork } from '../prove-work.ts'
import { fillCheck } from './check-list.ts'
import { runForm } from './run-form.ts'
import { sendOnce } from './send-answers.ts'
import { type Says, sentencesFrom } from './sentences.ts'

/** One question of a survey on each screen, half-way answers kept on this phone, everything checked once more, sent once. */
const form = document.querySelector<HTMLFormElement>('form.survey')!
const { logic, says } = JSON.parse(document.getElementById('survey')!.textContent!) as { logic: FormLogic; says: Says }
const find = <T extends HTMLElement>(selector: string) => form.querySelector<T>(selector)!
const code = form.querySelector<HTMLInputElement>('#code')
const send = find('[data-send]')
const said = find('[data-said]')

// A printed code's address carries it behind the #, which no server sees; nor does the history keep it.
const carried = /^#c=(.+)/.exec(location.hash)
if (carried) {
  history.replaceState(history.state, '', location.pathname + location.search)
  if (code) code.value = decodeURIComponent(carried[1]!)
}

const runner = runForm(form, logic, {
  sentence: sentencesFrom(says),
  quiz: form.dataset['quiz'] !== undefined,
  storage: form.dataset['kept']!,
  onShow: (screen) => {
    const checks = screen.dataset['screen'] === 'check'
    send.hidden = !checks
    said.textContent = ''
    if (screen.dataset['q']) startWork(find<HTMLInputElement>('[name=solution]'))
    if (checks) fillCheck(form, () => runner)
  },
  onLeave: (screen) => {
    if (!code || code.value.trim() || screen.dataset['screen'] !== 'start' || !screen.contains(code)) return false
    said.textContent = ''
    const error = form.querySelector('#code-error') || document.createElement('p')
    Object.assign(error, { className: 'error', id: 'code-error', textContent: form.dataset['needCode']! })
    error.setAttribute('role', 'alert')
    code.before(error)
    code.setAttribute('aria-describedby', 'code-hint code-error')
    code.focus()
    return true
  },
  onFinish: () => void submit(),
})

const submit = async () => {
  if (runner.complain()) return
  await sendOnce(form, said, () => runner.forget())
}
form.addEventListener('submit', (event) => {
  event.preventDefault()
  if (!send.hidden) void submit()
})
form.classList.add('one-question')

const card = form.querySelector<HTMLElement>('[data-draft]')
const { kept } = runner
if (card && kept) {
  const state = history.state as { at?: number } | null
  const close = () => (card.hidden = true)
  card.hidden = false
  card.querySelector('time')!.textContent = new Date(kept.savedAt).toLocaleString(document.documentElement.lang, {
    dateStyle: 'medium',
    timeStyle: 'short',
  } as Intl.DateTimeFormatOptions)
  find('[data-resume]').addEventListener('click', () => {
    close()
    kept.resume()
  })
  find('[data-forget]').addEventListener('click', () => {
    close()
    runner.reset()
  })
  // The page was loaded again in the middle: it goes on where it was.
  if (state && state.at) {
    close()
    kept.resume()
  }
}
const errors = form.querySelector<HTMLElement>('.error-summary')
if (errors) errors.focus()
