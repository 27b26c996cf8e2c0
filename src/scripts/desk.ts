/** Small comforts of the desk; every page works without them. */

// What was refused is read first.
document.querySelector<HTMLElement>('[data-focus]')?.focus()

// j and k walk through the rows, Enter opens (it is a link), / goes to the search field.
const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
const rows = () => Array.from(document.querySelectorAll<HTMLElement>('[data-row]'))

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
  const search = document.querySelector<HTMLElement>('[data-slash]')
  if (event.key === '/' && search) {
    event.preventDefault()
    search.focus()
    return
  }
  if (event.key !== 'j' && event.key !== 'k') return
  const all = rows()
  const here = all.indexOf(document.activeElement as HTMLElement)
  const next = event.key === 'j' ? here + 1 : here < 0 ? all.length - 1 : here - 1
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus()
})

// Reply templates fill the box without a round trip; what the resident will read is shown while it is typed.
const blanksIn = (text: string) => Array.from(text.matchAll(/【([^】]*)】/g), (found) => found[1] ?? '')

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
  const chooseBlank = () => {
    const start = said.value.indexOf('【')
    const end = said.value.indexOf('】', start)
    said.focus()
    if (start >= 0 && end > start) said.setSelectionRange(start, end + 1)
  }
  said.addEventListener('input', show)
  form.addEventListener('submit', (event) => {
    const template = event.submitter?.dataset['text']
    if (template !== undefined) {
      event.preventDefault()
      said.value = template
      show()
      chooseBlank()
    } else if (blanksIn(said.value).length > 0) {
      event.preventDefault()
      show()
      chooseBlank()
    }
  })
  show()
}

// A link to a move opens its drawer.
const openDrawer = () => {
  const drawer = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null
  if (drawer instanceof HTMLDetailsElement) drawer.open = true
}
addEventListener('hashchange', openDrawer)
openDrawer()
