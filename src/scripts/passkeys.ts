import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser'

/**
 * Forms that make or use a passkey: `data-options` is asked what for, `data-send` told the outcome, `data-to` opened then.
 * They are hidden until this script knows that the browser can.
 */
const post = async (path: string, body: unknown): Promise<unknown> => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(String(answer.status))
  return answer.json()
}

const perform = async (form: HTMLFormElement) => {
  const { options, send, to, makes } = form.dataset
  const typed = Object.fromEntries([...new FormData(form)].filter(([name]) => name === 'name' || name === 'token'))
  const { name, ...asked } = typed
  const optionsJSON = (await post(options!, asked)) as never
  const passkey = makes ? await startRegistration({ optionsJSON }) : await startAuthentication({ optionsJSON })
  await post(send!, { ...asked, ...(name !== undefined && { name }), passkey })
  location.assign(to!)
}

for (const form of Array.from(document.querySelectorAll<HTMLFormElement>('form[data-options]'))) {
  if (!browserSupportsWebAuthn()) continue
  form.hidden = false
  const said = form.querySelector<HTMLElement>('[data-said]')!
  const button = form.querySelector('button')!
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    button.disabled = true
    said.textContent = ''
    perform(form).catch((error: Error) => {
      button.disabled = false
      said.textContent = (error.name === 'NotAllowedError' ? form.dataset['cancelled'] : form.dataset['failed']) ?? ''
    })
  })
}
