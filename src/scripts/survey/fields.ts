type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement
export type Fields = {
  valuesOf: (field: string) => string[]
  /** All that is filled in, as `[field, value]`. */
  filled: () => [string, string][]
  fill: (values: readonly [string, string][]) => void
}

const isPicked = (control: Control) => !/radio|checkbox/.test(control.type) || (control as HTMLInputElement).checked

/** The answer fields of a form (`a.…`), locked ones included. */
export const fieldsIn = (root: HTMLElement): Fields => {
  const all = [...root.querySelectorAll<Control>('[name^="a."]')]
  return {
    valuesOf: (field) => all.filter((one) => one.name === field && isPicked(one)).map(({ value }) => value),
    filled: () =>
      all.filter((one) => one.value && isPicked(one)).map(({ name, value }): [string, string] => [name, value]),
    fill: (values) => {
      for (const one of all) {
        const given = values.filter(([name]) => name === one.name).map(([, value]) => value)
        if (/radio|checkbox/.test(one.type)) (one as HTMLInputElement).checked = given.indexOf(one.value) >= 0
        else one.value = given[0] || ''
      }
    },
  }
}

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
