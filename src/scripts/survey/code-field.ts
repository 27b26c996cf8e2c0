import type { Runner } from './run-core.ts'
import { sayHere } from './say-here.ts'

/** Holds the start of a survey that is answered by one-time code only, while there is none. */
export const needCode = (form: HTMLElement, { screens, holds }: Runner): void => {
  const code = form.querySelector<HTMLInputElement>('#code')
  if (!code) return
  holds.push((n) => {
    const screen = screens[n]!
    if (screen.dataset['screen'] !== 'start' || code.value.trim() || !screen.contains(code)) return false
    const error = form.querySelector('#code-error') || document.createElement('p')
    Object.assign(error, { className: 'error', id: 'code-error', textContent: sayHere('issue.survey.code_missing') })
    error.setAttribute('role', 'alert')
    code.parentElement!.insertBefore(error, code)
    code.setAttribute('aria-describedby', 'code-hint code-error')
    code.focus()
    return true
  })
}
