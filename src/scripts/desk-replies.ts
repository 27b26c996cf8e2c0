// Reply templates fill the box without a round trip; what the resident will read is shown while it is typed.
const blanksIn = (text: string) => Array.from(text.matchAll(/【([^】]*)】/g), (found) => found[1] ?? '')

/** Selects the first blank from a place on; false when there is none. */
const chooseBlank = (said: HTMLTextAreaElement, from: number): boolean => {
  const start = said.value.indexOf('【', from)
  const end = said.value.indexOf('】', start)
  if (start < 0 || end < start) return false
  said.focus()
  said.setSelectionRange(start, end + 1)
  return true
}

for (const form of Array.from(document.querySelectorAll<HTMLFormElement>('form[data-move]'))) {
  const said = form.querySelector<HTMLTextAreaElement>('textarea[name=said]')
  const seen = form.querySelector<HTMLElement>('[data-seen]')
  const blanks = form.querySelector<HTMLElement>('[data-blanks]')
  if (!said || !seen || !blanks) continue
  const show = () => {
    seen.textContent = said.value.trim() || (seen.dataset['empty'] ?? '')
    const open = blanksIn(said.value)
    blanks.textContent =
      open.length > 0
        ? (form.dataset['blankWords'] ?? '').replace('{n}', String(open.length)).replace('{names}', open.join('、'))
        : ''
  }
  said.addEventListener('input', show)
  // Tab goes on to the next blank, and leaves the box behind the last one.
  said.addEventListener('keydown', (event) => {
    if (event.key === 'Tab' && !event.shiftKey && chooseBlank(said, said.selectionEnd)) event.preventDefault()
  })
  form.addEventListener('submit', (event) => {
    const template = event.submitter?.dataset['text']
    if (template !== undefined) {
      event.preventDefault()
      said.value = template
      show()
      said.focus()
      if (!chooseBlank(said, 0)) said.setSelectionRange(template.length, template.length)
    } else if (blanksIn(said.value).length > 0) {
      event.preventDefault()
      show()
      chooseBlank(said, 0)
    }
  })
  show()
}
