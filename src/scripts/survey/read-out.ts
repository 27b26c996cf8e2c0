import type { Runner } from './run-core.ts'

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement
const isPicked = (control: Control) => !/radio|checkbox/.test(control.type) || (control as HTMLInputElement).checked

/** The text beside a control; what was written for 其他 stands for it. */
const textOf = (control: Control, asked: HTMLElement): string => {
  const other = asked.querySelector<HTMLInputElement>('.other input')
  const option = 'options' in control ? control.options[control.selectedIndex]! : control
  if (option.dataset['role'] === 'other' && other && other.value.trim()) return other.value.trim()
  return ('options' in control ? (option as HTMLOptionElement).text : control.parentElement!.textContent)!.trim()
}

/** What was answered on a card (`.q`), as people read it. */
export const readOut = (asked: HTMLElement): string => {
  const ranked = [...asked.querySelectorAll<HTMLElement>('.rank li')]
    .map((item) => ({
      place: Number(item.querySelector('select')!.value),
      words: item.querySelector('label')!.textContent!,
    }))
    .filter(({ place }) => place > 0)
  if (ranked.length > 0)
    return ranked
      .sort((a, b) => a.place - b.place)
      .map(({ words }) => words.trim())
      .join(' > ')
  return [
    ...asked.querySelectorAll<Control>(':scope > label > input, :scope > select, :scope > input, :scope > textarea'),
  ]
    .filter((one) => one.value && isPicked(one))
    .map((one) => (/radio|checkbox|select/.test(one.type) ? textOf(one, asked) : one.value.trim()))
    .join(document.documentElement.lang === 'en' ? ', ' : '、')
}

/** Fills in again what texts repeat of other answers (Said.astro), whenever an answer changes. */
export const repeatAnswers = (root: HTMLElement, { screens, isOn }: Runner): void => {
  const pipes = [...root.querySelectorAll<HTMLElement>('[data-of]')]
  const repeat = () => {
    for (const pipe of pipes) {
      const [name, row] = pipe.dataset['of']!.split('.')
      const asked = screens.find(({ dataset }) => dataset['q'] === name && dataset['row'] === row)
      if (asked) pipe.textContent = isOn(asked) ? readOut(asked) : ''
    }
  }
  root.addEventListener('updated', repeat)
  repeat()
}
