// Choosing many cases: how many are chosen is said, a box chooses the page, Shift chooses a stretch.
const bulk = document.querySelector<HTMLFormElement>('form[data-bulk]')
const boxes = Array.from(bulk?.querySelectorAll<HTMLInputElement>('[data-box]') ?? [])
const all = bulk?.querySelector<HTMLElement>('[data-all]')
const whole = all?.querySelector('input')
const said = bulk?.querySelector<HTMLElement>('[data-chosen]')
const nothing = said?.textContent ?? ''

const show = () => {
  const n = boxes.filter((box) => box.checked).length
  if (said) said.textContent = n === 0 ? nothing : (said.dataset['chosen'] ?? '').replace('{n}', String(n))
  if (whole) whole.checked = n > 0 && n === boxes.length
  for (const box of boxes) box.closest('tr')?.classList.toggle('chosen', box.checked)
}

let last = -1
boxes.forEach((box, at) => {
  box.addEventListener('click', (event) => {
    if (event.shiftKey && last >= 0) {
      for (const one of boxes.slice(Math.min(last, at), Math.max(last, at) + 1)) one.checked = box.checked
    }
    last = at
  })
  box.addEventListener('change', show)
})
if (all) all.hidden = false
whole?.addEventListener('change', () => {
  for (const box of boxes) box.checked = whole.checked
  show()
})
// A page the browser brings back has its boxes as they were.
addEventListener('pageshow', show)
show()

// The case page goes on to the neighbours of the list it was opened from.
const QUEUE = 'desk.queue'
type Kept = { list: string; cases: string[] }
const keptQueue = (): Kept | null => {
  try {
    return JSON.parse(sessionStorage.getItem(QUEUE) ?? 'null') as Kept | null
  } catch {
    return null
  }
}
const links = Array.from(document.querySelectorAll<HTMLAnchorElement>('.queue [data-row]'))
if (links.length > 0) {
  const cases = links.map((link) => link.getAttribute('href') ?? '')
  sessionStorage.setItem(QUEUE, JSON.stringify({ list: location.pathname + location.search, cases }))
}
const kept = keptQueue()
const back = document.querySelector<HTMLAnchorElement>('[data-back]')
if (back && kept) {
  back.href = kept.list
  const here = kept.cases.indexOf(location.pathname)
  for (const way of Array.from(document.querySelectorAll<HTMLAnchorElement>('[data-neighbour]'))) {
    const to = here < 0 ? undefined : kept.cases[here + Number(way.dataset['neighbour'])]
    if (!to) continue
    way.href = to
    way.hidden = false
  }
}
