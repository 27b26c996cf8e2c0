import { sayHere } from './say-here.ts'

let busy = false

/**
 * Sends a form without leaving this page in the browser's history, so that Back does not offer to send it again. Without
 * network everything stays as it is. When anything else is unclear the plain form goes: its key makes that harmless.
 */
export const sendOnce = async (form: HTMLFormElement, said: HTMLElement, sent: () => void): Promise<void> => {
  if (busy) return
  busy = true
  said.textContent = sayHere('check.sending')
  // What a quiz has locked is sent all the same.
  const locked = [...form.querySelectorAll<HTMLInputElement>('[disabled]')]
  for (const one of locked) one.disabled = false
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>)
  body.set('step', 'send')
  for (const one of locked) one.disabled = true
  const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => null)
  busy = false
  if (answer && answer.type === 'opaqueredirect') {
    sent()
    return location.replace(form.dataset['thanks']!)
  }
  said.textContent = answer ? '' : sayHere('survey.broken')
  if (!answer) return
  for (const one of locked) one.disabled = false
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'step', value: 'send' }))
  form.submit()
}
