// The desk by keyboard. Every key does what a button or link of the page does too, and none of them works while typing.
const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(textarea|select)$/i.test(target.tagName) ||
    (target instanceof HTMLInputElement && !/^(checkbox|radio)$/.test(target.type)))
const one = <T extends HTMLElement>(selector: string) => document.querySelector<T>(selector)
const rows = () => Array.from(document.querySelectorAll<HTMLElement>('[data-row]'))
const rowHere = () => document.activeElement?.closest('tr, li')?.querySelector<HTMLElement>('[data-row]') ?? null

const walk = (step: 1 | -1) => {
  const all = rows()
  const here = all.indexOf(rowHere() as HTMLElement)
  const next = here < 0 ? (step === 1 ? 0 : all.length - 1) : here + step
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus()
}

const boxHere = () => rowHere()?.closest('tr')?.querySelector<HTMLInputElement>('[data-box]') ?? null

/** Presses a button for what is chosen, or for the case the keyboard stands on. */
const doWithChosen = (move: string) => {
  const form = one<HTMLFormElement>('form[data-bulk]')
  const button = form?.querySelector<HTMLButtonElement>(`button[value="${move}"]`)
  if (!form || !button) return
  const box = boxHere()
  if (!form.querySelector('[data-box]:checked') && box) box.checked = true
  if (form.querySelector('[data-box]:checked')) button.click()
}

/** Opens a move's drawer and puts the keyboard into its first field. */
const openMove = (...names: string[]): boolean => {
  for (const name of names) {
    const place = document.getElementById('move-' + name)
    if (!place) continue
    if (place instanceof HTMLDetailsElement) place.open = true
    place.querySelector<HTMLElement>('textarea, select, input:not([type=hidden]), button:not(.quiet)')?.focus()
    return true
  }
  return false
}

let picked = -1
/** The next reply template of the move the keyboard is in, or of the first one that has any. */
const pickTemplate = () => {
  const here = document.activeElement?.closest('form[data-move]') ?? null
  const place = here?.querySelector('.templates') ? here : one('form[data-move] .templates')?.closest('form')
  const drawer = place?.closest('details')
  if (drawer) drawer.open = true
  const templates = Array.from(place?.querySelectorAll<HTMLButtonElement>('.templates button') ?? [])
  if (templates.length === 0) return
  picked = (picked + 1) % templates.length
  templates[picked]!.click()
}

const help = one<HTMLDialogElement>('[data-keys]')
const click = (selector: string) => one<HTMLElement>(selector)?.click()

const keys: Record<string, () => unknown> = {
  j: () => walk(1),
  k: () => walk(-1),
  x: () => boxHere()?.click(),
  a: () => openMove('accept', 'thank') || doWithChosen('accept'),
  r: () => openMove('assign') || doWithChosen('assign'),
  e: () => {
    const row = rowHere()
    if (row instanceof HTMLAnchorElement) location.href = row.href + '#reply'
    else pickTemplate()
  },
  t: pickTemplate,
  n: () => click('[data-next]'),
  u: () => click('[data-back]'),
  '[': () => click('[data-neighbour="-1"]:not([hidden])'),
  ']': () => click('[data-neighbour="1"]:not([hidden])'),
  '/': () => one('[data-slash]')?.focus(),
  '?': () => help?.showModal(),
}

document.addEventListener('keydown', (event) => {
  const { target } = event
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && target instanceof HTMLElement) {
    const form = target.closest<HTMLFormElement>('form[data-move]')
    const button = form?.querySelector<HTMLButtonElement>('button:not([name]):not([disabled])')
    if (!form || !button) return
    event.preventDefault()
    button.click()
    return
  }
  if (typing(target)) {
    if (event.key === 'Escape') (target as HTMLElement).blur()
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || help?.open) return
  const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined
  if (!act) return
  event.preventDefault()
  act()
})

if (location.hash === '#reply') pickTemplate()
