/**
 * Sends the checked answers without leaving this page in the browser's history, so that Back does not offer to send
 * them a second time. When anything is unclear the plain form goes: the submission key makes that harmless.
 */
const form = document.querySelector<HTMLFormElement>('form.check')!
const said = form.querySelector<HTMLElement>('[data-said]')!
let busy = false

form.addEventListener('submit', async (event) => {
  const { submitter } = event as SubmitEvent & { submitter?: HTMLButtonElement }
  if (submitter?.value !== 'send') return
  event.preventDefault()
  if (busy) return
  busy = true
  said.textContent = form.dataset['sending']!
  const body = new FormData(form)
  body.set('step', 'send')
  const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => null)
  busy = false
  if (answer?.type === 'opaqueredirect') return location.replace(form.dataset['received']!)
  said.textContent = answer ? '' : form.dataset['broken']!
  if (!answer) return
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'step', value: 'send' }))
  form.submit()
})
document.querySelector<HTMLElement>('#errors')?.focus()
export {}
