/** The places of a ranking stand in lists behind its items (Ranking.astro); they keep the answer. */
const placeOf = (item: Element) => item.querySelector('select')!
const change = (list: HTMLElement) => {
  ;[...list.children].forEach((item, at) => (placeOf(item).value = String(at + 1)))
  list.dispatchEvent(new Event('change', { bubbles: true }))
}

const offerRanking = (root: HTMLElement, list: HTMLElement): void => {
  const items = [...list.children] as HTMLElement[]
  const button = (words: string, act: () => void, of?: HTMLElement) => {
    const made = document.createElement('button')
    Object.assign(made, { type: 'button', className: 'quiet', textContent: words })
    if (of) made.setAttribute('aria-label', `${words} ${of.querySelector('label')!.textContent!.trim()}`)
    made.addEventListener('click', () => {
      act()
      change(list)
      made.focus()
    })
    return made
  }
  for (const item of items) {
    const [select, place] = [placeOf(item), document.createElement('span')]
    select.hidden = true
    item.insertBefore(place, item.firstChild)
    const tell = () => (place.textContent = select.options[select.selectedIndex]!.text)
    root.addEventListener('updated', tell)
    tell()
    const up = () => item.previousElementSibling && list.insertBefore(item, item.previousElementSibling)
    const down = () => item.nextElementSibling && list.insertBefore(item.nextElementSibling, item)
    item.append(button(list.dataset['up']!, up, item), button(list.dataset['down']!, down, item))
  }
  list.after(button(list.dataset['keep']!, () => {}))
  const order = () =>
    items
      .slice()
      .sort((a, b) => Number(placeOf(a).value || 99) - Number(placeOf(b).value || 99))
      .forEach((item) => list.append(item))
  order()
  root.addEventListener('filled', order)
}

/** Gives each item of every ranking buttons to move it up and down, and one that says the order is right as it is. */
export const offerRankings = (root: HTMLElement): void => {
  for (const list of root.querySelectorAll<HTMLElement>('.rank')) offerRanking(root, list)
}
