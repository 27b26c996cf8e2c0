import type { Halfway } from './keep-halfway.ts'

/** Offers to go on with what was kept on this phone. A page that was loaded again in the middle goes on by itself. */
export const offerKept = (form: HTMLElement, { kept, reset }: Halfway): void => {
  const card = form.querySelector<HTMLElement>('[data-draft]')
  if (!card || !kept) return
  const state = history.state as { at?: number } | null
  const pressed = (button: string, act: () => void) =>
    card.querySelector(button)!.addEventListener('click', () => {
      card.hidden = true
      act()
    })
  pressed('[data-resume]', kept.resume)
  pressed('[data-forget]', reset)
  card.hidden = false
  card.querySelector('time')!.textContent = new Date(kept.savedAt).toLocaleString(document.documentElement.lang, {
    dateStyle: 'medium',
    timeStyle: 'short',
  } as Intl.DateTimeFormatOptions)
  if (!state || !state.at) return
  card.hidden = true
  kept.resume()
}
