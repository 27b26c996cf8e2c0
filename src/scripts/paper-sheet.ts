/** Entering paper by keyboard: the first field has the focus, a digit picks the choice of that place, Enter goes on. */
const sheet = document.querySelector<HTMLFormElement>('[data-sheet]')
if (sheet) {
  const fields = () =>
    Array.from(sheet.querySelectorAll<HTMLElement>('.sheet-questions :is(input, select, textarea)')).filter(
      (field) => !(field as HTMLInputElement).disabled,
    )
  const groupOf = (field: HTMLElement) => (field as HTMLInputElement).name
  const goOn = (from: HTMLElement) => {
    const all = fields()
    const next = all.slice(all.indexOf(from) + 1).find((field) => groupOf(field) !== groupOf(from))
    const target = next ?? sheet.querySelector<HTMLElement>('button:last-of-type')
    target?.focus()
  }
  sheet.addEventListener('keydown', (event) => {
    const here = event.target
    if (!(here instanceof HTMLInputElement) || event.ctrlKey || event.metaKey || event.altKey) return
    const choosing = here.type === 'radio' || here.type === 'checkbox'
    if (event.key === 'Enter') {
      event.preventDefault()
      goOn(here)
    } else if (choosing && /^[1-9]$/.test(event.key)) {
      const group = fields().filter((field) => groupOf(field) === here.name) as HTMLInputElement[]
      const picked = group[Number(event.key) - 1]
      if (!picked) return
      event.preventDefault()
      picked.focus()
      picked.checked = picked.type === 'radio' || !picked.checked
      picked.dispatchEvent(new Event('change', { bubbles: true }))
      if (picked.type === 'radio') goOn(picked)
    }
  })
  if (!document.querySelector('[data-focus]')) fields()[0]?.focus()
}
