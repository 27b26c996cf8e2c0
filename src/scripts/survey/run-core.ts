import { courseOf, refusalsOf } from '../../../functions/domain/survey/course.ts'
import type { Answers, FormLogic } from '../../../functions/domain/survey/form.ts'
import type { Issue } from '../../../functions/domain/outcome.ts'
import { isRight } from '../../../functions/domain/survey/quiz.ts'
import { answersIn } from '../../../functions/domain/survey/read-fields.ts'
import { fieldsIn } from './fields.ts'
import { findKept, forget, keep, type Kept } from './kept.ts'

export type Options = {
  /** The sentence for a refusal of the engine. */
  sentence: (issue: Issue) => string
  /** After the last screen. */
  onFinish?: (answers: Answers) => void
  onShow?: (screen: HTMLElement) => void
  /** Whether a screen that is no question may not be left yet; it says why itself. */
  onLeave?: (screen: HTMLElement) => boolean
  /** The answer is told after each question, and cannot be changed then. */
  quiz?: boolean
  /** Everything on one screen. */
  together?: boolean
  /** The name under which half-way answers are kept on this phone; without it nothing is kept. */
  storage?: string | null
}
export type Runner = {
  answers: () => Answers
  /** The answers that count: those to questions that are shown. */
  counted: () => Answers
  screens: readonly HTMLElement[]
  isOn: (screen: HTMLElement) => boolean
  go: (screen: HTMLElement) => void
  /** Says everything that is wrong and goes to the first of it; whether there was any. */
  complain: () => boolean
  /** What was kept here before, with a way to go on from it. */
  kept: (Kept & { resume: () => void }) | null
  forget: () => void
  /** Empties everything and starts anew. */
  reset: () => void
  /** Lets go of the page: another form takes its place. */
  stop: () => void
}

/**
 * Shows the questions within `root` (SurveyPages.astro) one at a time, by the rules of `logic`. Screens are the `.q`
 * cards and whatever has `data-screen`; buttons are `[data-back]` and `[data-next]`, progress is said in `[data-step]`.
 * Back of the browser is Back of the form.
 */
export const runCore = (root: HTMLElement, logic: FormLogic, options: Options): Runner => {
  const screens = [...root.querySelectorAll<HTMLElement>('[data-screen], .q')]
  const [back, next, step] = ['back', 'next', 'step'].map((one) => root.querySelector<HTMLElement>(`[data-${one}]`))
  const questionOf = (screen: HTMLElement | undefined) =>
    logic.questions.find(({ name }) => screen && name === screen.dataset['q'])
  const fields = fieldsIn(root)
  const unseen = [...root.querySelectorAll<HTMLInputElement>('[name=key], [name=started]')]
  const isFixed = !logic.questions.some(({ visibleIf }) => visibleIf)
  const storage = options.storage
  const [seen, told] = [new Set<number>(), new Set<number>()]
  let at = 0
  let editing = false
  let course = courseOf(logic, {})

  const answers = () => answersIn(logic, fields.valuesOf)
  const isOn = (screen: HTMLElement) => !questionOf(screen) || course.shown.has(screen.dataset['q']!)
  const isLast = (n: number) => questionOf(screens[n]) !== questionOf(screens[n + 1])
  const save = () => {
    if (storage && at > 0)
      keep(storage, {
        at,
        told: [...told],
        values: fields.filled(),
        unseen: unseen.map(({ name, value }): [string, string] => [name, value]),
      })
  }

  /** What is wrong with the answer on a screen; what a matrix lacks as a whole is said on its last row. */
  const wrongOn = (n: number): Issue | undefined => {
    const { q: name, row } = screens[n]!.dataset
    const field = row === undefined ? name : `${name}.${row}`
    const said = name ? refusalsOf(logic, answers(), questionOf(screens[n])!.page) : []
    return said.find((issue) => issue.field === field || (issue.field === name && isLast(n)))
  }
  const say = (n: number, issue: Issue | undefined) => {
    const error = screens[n]!.querySelector('.error')
    if (!error || !screens[n]!.dataset['q']) return
    error.textContent = issue ? options.sentence(issue) : ''
    screens[n]!.classList.toggle('bad', !!issue)
  }

  const update = () => {
    course = courseOf(logic, answers())
    screens.forEach((screen, n) => {
      const name = screen.dataset['q']
      if (!name) return
      screen.querySelector<HTMLElement>('[data-optional]')!.hidden =
        course.required.has(name) || !!questionOf(screen)!.allRows
      const shut = course.locked.has(name) || told.has(n)
      for (const one of screen.querySelectorAll<HTMLInputElement>('input, select, textarea, button'))
        one.disabled = shut
      if ('disabled' in screen) (screen as HTMLFieldSetElement).disabled = shut
      const other = screen.querySelector<HTMLElement>('.other')
      if (other) other.hidden = !screen.querySelector('[data-role=other]:checked')
      if (options.together) screen.hidden = !isOn(screen)
      if (screen.classList.contains('bad') && !wrongOn(n)) say(n, undefined)
    })
    root.dispatchEvent(new Event('updated'))
  }

  const show = (n: number, focus = true) => {
    at = Math.min(Math.max(n, 0), screens.length - 1)
    while (at > 0 && !isOn(screens[at]!)) at -= 1
    seen.add(at)
    const screen = screens[at]!
    if (!options.together) {
      for (const one of screens) one.hidden = one !== screen
      for (const page of root.querySelectorAll<HTMLElement>('[data-page]')) page.hidden = !page.contains(screen)
    }
    if (back) back.hidden = at === 0 || !!options.quiz
    if (next && !options.together) {
      next.hidden = screen.dataset['screen'] === 'check'
      next.textContent = next.dataset[at === 0 && !questionOf(screen) ? 'start' : 'next']!
    }
    const on = screens.filter((one) => questionOf(one) && isOn(one))
    if (step) {
      step.textContent = questionOf(screen)
        ? step.dataset[isFixed ? 'of' : 'step']!.replace('#1', String(on.indexOf(screen) + 1)).replace(
            '#2',
            String(on.length),
          )
        : ''
    }
    if (options.onShow) options.onShow(screen)
    save()
    if (!focus) return
    const heading = screen.querySelector<HTMLElement>('h2')
    if (heading) heading.focus({ preventScroll: true })
    scrollTo(0, 0)
  }
  const go = (screen: HTMLElement) => {
    const n = screens.indexOf(screen)
    editing = screens[at]!.dataset['screen'] === 'check' && n < at
    history.pushState({ at: n }, '')
    show(n)
  }

  /** After a question of a quiz: the right answer and the reason, at once. */
  const tell = (n: number): boolean => {
    const question = questionOf(screens[n])
    if (!options.quiz || !question || told.has(n)) return false
    told.add(n)
    update()
    const because = screens[n]!.querySelector<HTMLElement>('.because')
    if (!because || !isLast(n)) return false
    const right = isRight(question, course.answers[question.name])
    because.querySelector('b')!.textContent = because.dataset[right ? 'right' : 'wrong']!
    because.hidden = false
    because.focus()
    save()
    return true
  }

  const complain = (): boolean => {
    const wrong = screens.map((screen, n) => (isOn(screen) ? wrongOn(n) : undefined))
    wrong.forEach((issue, n) => say(n, issue))
    const first = wrong.findIndex(Boolean)
    if (first < 0) return false
    if (!options.together) go(screens[first]!)
    screens[first]!.querySelector<HTMLElement>('input, select, textarea')!.focus()
    return true
  }
  const onward = () => {
    if (options.together) return complain() || (options.onFinish && options.onFinish(course.answers))
    const screen = screens[at]!
    if (options.onLeave && options.onLeave(screen)) return
    const wrong = wrongOn(at)
    say(at, wrong)
    if (wrong) return screen.querySelector<HTMLElement>('input, select, textarea')!.focus()
    if (tell(at)) return
    const ahead = screens.filter((one, n) => isOn(one) && (editing ? !seen.has(n) || n === screens.length - 1 : n > at))
    const stillEditing = editing && ahead.length > 1
    if (ahead[0]) go(ahead[0])
    else if (options.onFinish) options.onFinish(course.answers)
    editing = stillEditing
  }

  const fill = (values: readonly [string, string][]) => {
    fields.fill(values)
    root.dispatchEvent(new Event('filled'))
  }
  for (const kind of ['input', 'change'])
    root.addEventListener(kind, (event) => {
      onlyNone(event.target as HTMLInputElement)
      update()
      save()
    })
  root.addEventListener('click', (event) => {
    const pressed = (event.target as Element).closest('button')
    if (!pressed || (pressed !== next && pressed !== back)) return
    event.preventDefault()
    if (pressed === next) onward()
    else if (history.state && (history.state as { at?: number }).at === at) history.back()
    else show(at - 1)
  })
  const onBack = ({ state }: PopStateEvent) => show((state && (state as { at: number }).at) || 0)
  addEventListener('popstate', onBack)

  const found = storage ? findKept(storage) : null
  const resume = () => {
    fill(found!.values)
    for (const [name, value] of found!.unseen) for (const one of unseen) if (one.name === name) one.value = value
    found!.told.forEach((n) => told.add(n))
    for (let n = 0; n < found!.at; n++) seen.add(n)
    update()
    go(screens[Math.min(found!.at, screens.length - 1)]!)
  }
  const reset = () => {
    fill([])
    seen.clear()
    told.clear()
    if (storage) forget(storage)
    for (const one of root.querySelectorAll<HTMLElement>('.because')) one.hidden = true
    screens.forEach((_, n) => say(n, undefined))
    update()
    show(0)
  }

  update()
  const here = (screen: HTMLElement) => !screen.closest('[hidden]')
  const bad = screens.findIndex((screen) => screen.classList.contains('bad'))
  const open = bad >= 0 ? bad : screens.findIndex(here)
  for (let n = 0; n <= open; n++) seen.add(n)
  show(open, false)
  return {
    ...{ answers, screens, isOn, go, complain, reset },
    counted: () => course.answers,
    stop: () => removeEventListener('popstate', onBack),
    kept: found && { ...found, resume },
    forget: () => {
      if (storage) forget(storage)
    },
  }
}

/** 以上都没有 goes with nothing else: whichever was ticked last stays. */
const onlyNone = (ticked: HTMLInputElement) => {
  if (ticked.type !== 'checkbox' || !ticked.checked) return
  const isNone = ticked.dataset['role'] === 'none'
  for (const one of ticked.closest('.q')!.querySelectorAll<HTMLInputElement>('[type=checkbox]'))
    if (one !== ticked && (isNone || one.dataset['role'] === 'none')) one.checked = false
}
