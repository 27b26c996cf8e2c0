import { type Course, courseOf } from '../../../functions/domain/survey/course.ts'
import type { Answers, QuestionLogic } from '../../../functions/domain/survey/form.ts'
import type { PhoneLogic } from '../../../functions/domain/survey/logic.ts'
import { answersIn } from '../../../functions/domain/survey/read-fields.ts'
import { type Fields, fieldsIn } from './fields.ts'

export type Options = {
  /** After the last screen. */
  onFinish?: () => void
  onShow?: (screen: HTMLElement) => void
  /** In a quiz nothing leads back. */
  quiz?: boolean
  /** Everything on one screen. */
  together?: boolean
}
export type Runner = {
  root: HTMLElement
  logic: PhoneLogic
  fields: Fields
  screens: readonly HTMLElement[]
  /** Screens that were shown, and those whose answer a quiz has told: it cannot be changed then. */
  seen: Set<number>
  told: Set<number>
  /** Asked in turn when somebody goes on: whether a screen may not be left yet. Whoever holds it says why. */
  holds: ((n: number) => boolean)[]
  together: boolean
  at: () => number
  answers: () => Answers
  /** Where somebody is by the answers so far. */
  course: () => Course
  questionOf: (screen: HTMLElement | undefined) => QuestionLogic | undefined
  isOn: (screen: HTMLElement) => boolean
  go: (screen: HTMLElement) => void
  show: (n: number) => void
  onward: () => void
  /** Reads the answers again; says `updated` to `root`. */
  update: () => void
  /** Lets go of the page: another form takes its place. */
  stop: () => void
}

/**
 * Shows the questions within `root` (SurveyPages.astro) one at a time, by the rules of `logic`. Screens are the `.q`
 * cards and whatever has `data-screen`; buttons are `[data-back]` and `[data-next]`, progress is said in `[data-step]`.
 * Back of the browser is Back of the form. What refuses, tells and keeps answers is added to it (equip.ts).
 */
export const runCore = (root: HTMLElement, logic: PhoneLogic, options: Options): Runner => {
  const screens = [...root.querySelectorAll<HTMLElement>('[data-screen], .q')]
  const [back, next, step] = ['back', 'next', 'step'].map((one) => root.querySelector<HTMLElement>(`[data-${one}]`))
  const together = !!options.together
  const fields = fieldsIn(root)
  const isFixed = !logic.questions.some(({ visibleIf }) => visibleIf)
  const [seen, told] = [new Set<number>(), new Set<number>()]
  const holds: Runner['holds'] = []
  let at = 0
  let editing = false
  let course: Course

  const answers = () => answersIn(logic, fields.valuesOf)
  const questionOf: Runner['questionOf'] = (screen) =>
    logic.questions.find(({ name }) => screen && name === screen.dataset['q'])
  const isOn = (screen: HTMLElement) => !questionOf(screen) || course.shown.has(screen.dataset['q']!)

  const update = () => {
    course = courseOf(logic, answers())
    screens.forEach((screen, n) => {
      const question = questionOf(screen)
      if (!question) return
      const { name, allRows } = question
      screen.querySelector<HTMLElement>('[data-optional]')!.hidden = course.required.has(name) || !!allRows
      const shut = course.locked.has(name) || told.has(n)
      for (const one of screen.querySelectorAll<HTMLInputElement>('input, select, textarea, button'))
        one.disabled = shut
      if ('disabled' in screen) (screen as HTMLFieldSetElement).disabled = shut
      const other = screen.querySelector<HTMLElement>('.other')
      if (other) other.hidden = !screen.querySelector('[data-role=other]:checked')
      if (together) screen.hidden = !isOn(screen)
    })
    root.dispatchEvent(new Event('updated'))
  }

  /** 第 3 题，共 12 题: how many there are is said only where no answer changes it. */
  const sayStep = (screen: HTMLElement) => {
    const on = screens.filter((one) => questionOf(one) && isOn(one))
    const words = questionOf(screen) ? step!.dataset[isFixed ? 'of' : 'step']! : ''
    step!.textContent = words.replace('#1', String(on.indexOf(screen) + 1)).replace('#2', String(on.length))
  }
  const open = (n: number) => {
    at = Math.min(Math.max(n, 0), screens.length - 1)
    while (at > 0 && !isOn(screens[at]!)) at -= 1
    seen.add(at)
    const screen = screens[at]!
    if (!together) {
      for (const one of screens) one.hidden = one !== screen
      for (const page of root.querySelectorAll<HTMLElement>('[data-page]')) page.hidden = !page.contains(screen)
    }
    if (back) back.hidden = at === 0 || !!options.quiz
    if (next && !together) {
      next.hidden = screen.dataset['screen'] === 'check'
      next.textContent = next.dataset[at === 0 && !questionOf(screen) ? 'start' : 'next']!
    }
    if (step) sayStep(screen)
    if (options.onShow) options.onShow(screen)
    root.dispatchEvent(new Event('shown'))
  }
  const show = (n: number) => {
    open(n)
    const heading = screens[at]!.querySelector<HTMLElement>('h2')
    if (heading) heading.focus({ preventScroll: true })
    scrollTo(0, 0)
  }
  const go = (screen: HTMLElement) => {
    const n = screens.indexOf(screen)
    editing = screens[at]!.dataset['screen'] === 'check' && n < at
    history.pushState({ at: n, from: at }, '')
    show(n)
  }
  const onward = () => {
    if (holds.some((hold) => hold(at))) return
    const isAhead = (n: number) => (editing ? !seen.has(n) || n === screens.length - 1 : n > at)
    const ahead = together ? [] : screens.filter((one, n) => isOn(one) && isAhead(n))
    const stillEditing = editing && ahead.length > 1
    if (ahead[0]) go(ahead[0])
    else if (options.onFinish) options.onFinish()
    editing = stillEditing
  }
  const goBack = () => {
    let before = at - 1
    while (before > 0 && !isOn(screens[before]!)) before -= 1
    // Where the browser's own Back leads there, it is taken: Forward then works as well.
    if (history.state && (history.state as { from?: number }).from === before) history.back()
    else go(screens[before]!)
  }

  for (const kind of ['input', 'change']) root.addEventListener(kind, update)
  root.addEventListener('click', (event) => {
    const pressed = (event.target as Element).closest('button')
    if (!pressed || (pressed !== next && pressed !== back)) return
    event.preventDefault()
    if (pressed === next) onward()
    else goBack()
  })
  const onBack = ({ state }: PopStateEvent) => show((state && (state as { at: number }).at) || 0)
  addEventListener('popstate', onBack)

  update()
  const bad = screens.findIndex((screen) => screen.classList.contains('bad'))
  const first = bad < 0 ? screens.findIndex((screen) => !screen.closest('[hidden]')) : bad
  for (let n = 0; n < first; n++) seen.add(n)
  open(first)
  return {
    ...{
      root,
      logic,
      fields,
      screens,
      seen,
      told,
      holds,
      together,
      answers,
      questionOf,
      isOn,
      go,
      show,
      onward,
      update,
    },
    at: () => at,
    course: () => course,
    stop: () => removeEventListener('popstate', onBack),
  }
}
