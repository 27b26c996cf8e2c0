/** Gives each item of a ranking buttons to move it up and down; the lists of places behind them keep the answer. */
export const offerRanking = (list: HTMLElement, changed: () => void): (() => void) => {
  const items = () => [...list.children] as HTMLElement[]
  const places = () => [...list.querySelectorAll('select')]
  const number = () => {
    places().forEach((select, at) => (select.value = String(at + 1)))
    changed()
  }
  const button = (words: string, act: () => void, of?: HTMLElement) => {
    const made = Object.assign(document.createElement('button'), {
      type: 'button',
      className: 'quiet',
      textContent: words,
    })
    if (of) made.setAttribute('aria-label', `${words} ${of.querySelector('label')!.textContent!.trim()}`)
    made.addEventListener('click', () => {
      act()
      number()
      made.focus()
    })
    return made
  }
  for (const item of items()) {
    const up = () => item.previousElementSibling && list.insertBefore(item, item.previousElementSibling)
    const down = () => item.nextElementSibling && list.insertBefore(item.nextElementSibling, item)
    item.querySelector('select')!.hidden = true
    item.append(button(list.dataset['up']!, up, item), button(list.dataset['down']!, down, item))
  }
  list.after(button(list.dataset['keep']!, () => {}))
  /** Puts the items in the order of their places, where they have some. */
  return () =>
    items()
      .sort((a, b) => Number(a.querySelector('select')!.value || 99) - Number(b.querySelector('select')!.value || 99))
      .forEach((item) => list.append(item))
}
