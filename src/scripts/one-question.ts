import { DRAFT, photoDesk } from '../islands/photo-desk.ts'
import { clearDraft, readDraft, saveDraft } from './draft.ts'
import { countText } from './count-text.ts'
import { offerPosition } from './offer-position.ts'
import { showNearby } from './show-nearby.ts'
import { startWork } from './prove-work.ts'
import { splitStreets } from './split-streets.ts'

/** One question on each screen of the form; Back of the browser is Back of the form; nothing typed gets lost. */
const form = document.querySelector<HTMLFormElement>('form.tip-off')!
const find = <T extends HTMLElement>(selector: string) => form.querySelector<T>(selector)!
const screens = [...form.querySelectorAll<HTMLElement>('section')]
const [back, next, check, said] = ['[data-back]', '[data-next]', '[data-check]', '[data-said]'].map((one) => find(one))
const name = `draft-${form.dataset['door']}`
const fresh = form.dataset['fresh'] !== undefined
const step = find('[data-step]')
let at = 0
let photosWarned = false

const show = (screen: number, focus = true) => {
  at = Math.min(Math.max(screen, 0), screens.length - 1)
  screens.forEach((section, n) => (section.hidden = n !== at))
  const last = at === screens.length - 1
  const start = screens[at]!.id === 'q-start'
  back!.hidden = at === 0
  next!.hidden = last
  check!.hidden = !last
  next!.textContent = start ? next!.dataset['start']! : next!.dataset['next']!
  if (screens[at]!.id === 'q-text') startWork(find<HTMLInputElement>('[name=solution]'))
  const counted = screens.filter(({ id }) => id !== 'q-start')
  step.hidden = start
  step.textContent = step.dataset['step']!.replace('#1', String(counted.indexOf(screens[at]!) + 1)).replace(
    '#2',
    String(counted.length),
  )
  if (!focus) return
  const heading = screens[at]!.querySelector<HTMLElement>('h2, h1')
  heading?.focus({ preventScroll: true })
  scrollTo(0, 0)
}

/** The sentence for a question left empty that must be answered, beside the question and in its place. */
const complain = (section: HTMLElement): boolean => {
  const filled = new FormData(form)
  const missing = ['category', 'community', 'landmark'].filter((field) => {
    const sentence = section.dataset[`need${field[0]!.toUpperCase()}${field.slice(1)}`]
    const control = section.querySelector<HTMLElement>(`#${field}`)
    const holder = control?.closest('.field, .kinds')
    const old = section.querySelector(`#${field}-error`)
    const value = filled.get(field)
    const hidden =
      field === 'category' && section.querySelector<HTMLElement>('[name=category]:checked')?.offsetParent === null
    if (!sentence || (typeof value === 'string' && value.trim() && !hidden)) {
      old?.remove()
      holder?.classList.remove('bad')
      return false
    }
    if (!old) {
      const error = Object.assign(document.createElement('p'), { className: 'error', id: `${field}-error` })
      error.textContent = sentence
      holder!.classList.add('bad')
      holder!.querySelector('legend, label')!.after(error)
      control!.setAttribute('aria-describedby', `${control!.getAttribute('aria-describedby') ?? ''} ${error.id}`.trim())
    }
    return true
  })
  const first = missing[0]
  if (first) section.querySelector<HTMLElement>(`#${first}`)!.focus()
  return first !== undefined
}

const go = (screen: number) => {
  history.pushState({ at: screen }, '')
  show(screen)
}

const onward = () => {
  const section = screens[at]!
  if (complain(section)) return
  if (section.id === 'q-photos') void photoDesk.settle?.() // They travel while the next questions are answered.
  go(at + 1)
}

const submit = async () => {
  const sending = form.dataset['sending']!
  said!.textContent = photoDesk.count?.() ? sending : ''
  check!.setAttribute('aria-disabled', 'true')
  const left = (await photoDesk.settle?.()) ?? 0
  check!.removeAttribute('aria-disabled')
  if (left > 0 && !photosWarned) {
    photosWarned = true
    go(screens.findIndex(({ id }) => id === 'q-photos'))
    said!.textContent = form.dataset['unsent']!.replace('#', String(left))
    return
  }
  saveDraft(form, name)
  // Where the picker is awake it has sent them; where it never came, the form itself carries the files.
  if (photoDesk.settle) find<HTMLInputElement>('[type=file]').disabled = true
  const step = Object.assign(document.createElement('input'), { type: 'hidden', name: 'step', value: 'check' })
  form.append(step)
  form.submit()
}

next!.dataset['next'] = next!.textContent!
next!.addEventListener('click', onward)
back!.addEventListener('click', () => (history.state?.at === at ? history.back() : show(at - 1)))
form.addEventListener('submit', (event) => {
  event.preventDefault()
  if (check!.getAttribute('aria-disabled')) return
  if (at < screens.length - 1) onward()
  else if (!complain(screens[at]!)) void submit()
})
addEventListener('popstate', ({ state }) => show((state as { at?: number } | null)?.at ?? first()))
form.addEventListener('input', () => saveDraft(form, name))
form.addEventListener('change', () => saveDraft(form, name))
form.addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('.error-summary a')
  const target = link && form.querySelector<HTMLElement>(link.hash)
  if (!target) return
  event.preventDefault()
  show(screens.findIndex((section) => section.contains(target)))
  target.focus()
})

/** Where this page opens: at the first answer to put right, at the question asked for by a 修改 button, or at the start. */
const first = () => {
  const wrong = screens.findIndex((section) => section.querySelector('.error'))
  const asked = screens.findIndex(({ id }) => `#${id}` === location.hash)
  return Math.max(wrong, asked, 0)
}

void import('../islands/wake-photos.ts').then(({ wakePhotos }) => wakePhotos(find('#picker')))
splitStreets(find('#community'))
countText(find<HTMLTextAreaElement>('#text'))
offerPosition(find('[data-bounds]'))
showNearby(form)
form.classList.add('one-question')
find('[data-mask]').hidden = false
const earlier = fresh ? readDraft(name) : null
const card = form.querySelector<HTMLElement>('[data-draft]')
if (earlier && card) {
  card.hidden = false
  card.querySelector('time')!.textContent = new Date(earlier.savedAt).toLocaleString(document.documentElement.lang, {
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  find('[data-resume]').addEventListener('click', () => {
    earlier.fill(form)
    card.hidden = true
    form.dataset['resumed'] = earlier.key
    dispatchEvent(new CustomEvent(DRAFT, { detail: earlier.key }))
    go(1)
  })
  find('[data-forget]').addEventListener('click', () => {
    clearDraft(name)
    card.hidden = true
    dispatchEvent(new CustomEvent(DRAFT, { detail: null }))
  })
}
const errors = form.querySelector<HTMLElement>('.error-summary')
show((history.state as { at?: number } | null)?.at ?? first(), !errors && !fresh)
errors?.focus()
