import { readOut } from './read-out.ts'
import type { Runner } from './run-core.ts'
import { sayHere } from './say-here.ts'

const made = <K extends keyof HTMLElementTagNameMap>(name: K, words = '', into?: Element): HTMLElementTagNameMap[K] => {
  const one = document.createElement(name)
  one.textContent = words
  if (into) into.append(one)
  return one
}

/** What a card asks, the row of a matrix after its question. */
const titleOf = (screen: HTMLElement): string => {
  const [optional, heading] = [screen.querySelector('[data-optional]')!, screen.querySelector('h2')!]
  const asked = heading.textContent!.slice(0, -optional.textContent!.length || undefined).trim()
  const above = screen.dataset['row'] === undefined ? null : heading.previousElementSibling
  return above ? `${above.textContent!.trim()} ${asked}` : asked
}

/** Every question that is shown with its answer and a button that leads back to it; a quiz leads nowhere back. */
export const fillCheck = (form: HTMLElement, { screens, isOn, go }: Runner): void => {
  const shelf = form.querySelector('[data-answers]')!
  shelf.textContent = ''
  const list = made('dl', '', shelf)
  list.className = 'facts'
  for (const screen of screens) {
    if (!screen.dataset['q'] || !isOn(screen)) continue
    const name = titleOf(screen)
    const row = made('div', '', list)
    made('dt', name, row)
    const answer = made('dd', '', row)
    made('p', readOut(screen) || sayHere('check.none'), answer).className = 'typed'
    if (form.dataset['quiz'] !== undefined) continue
    const change = made('button', sayHere('check.change'), answer)
    change.type = 'button'
    change.className = 'plain'
    made('span', name, change).className = 'vh'
    change.addEventListener('click', () => go(screen))
  }
}
