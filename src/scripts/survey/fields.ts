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
