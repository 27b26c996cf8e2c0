import { type Course, courseOf, refusalsOf } from '../../functions/domain/survey/course.ts'
import type { FormLogic } from '../../functions/domain/survey/form.ts'
import type { Issue } from '../../functions/domain/outcome.ts'
import type { Here, Typed } from './typed.ts'

/** The pages on which a question is shown, in order. */
const pagesOn = ({ questions }: FormLogic, { shown }: Course): number[] => [
  ...new Set(questions.filter(({ name }) => shown.has(name)).map(({ page }) => page)),
]

/** Where a form goes next. `grown`: an answer made more questions appear on this page; they come before any refusal. */
export type Moved = { here: Here; issues: Issue[]; grown: boolean }

const to = (here: Here, issues: Issue[] = []): Moved => ({ here, issues, grown: false })

/** The page of the first thing to put right, with all that is wrong on it. */
const firstWrong = (form: FormLogic, issues: Issue[]): Moved | null => {
  const pageOf = ({ field = '' }: Issue) =>
    form.questions.find(({ name }) => field === name || field.startsWith(`${name}.`) || field === `${name}-Comment`)
      ?.page
  const page = issues.map(pageOf).find((one) => one !== undefined)
  return page === undefined
    ? null
    : to(
        page,
        issues.filter((issue) => pageOf(issue) === page),
      )
}

/** The page with what the API found wrong, or null where no question of the form is meant. */
export const whereWrong = firstWrong

/** One page on. Pages without a question that is shown are skipped; after the last comes the check page. */
export const moveOn = (form: FormLogic, typed: Typed): Moved => {
  const { here, answers } = typed
  const course = courseOf(form, answers)
  if (here === 'check') return checked(form, typed)
  if (here !== 'start') {
    const added = form.questions.filter(
      ({ name, page }) => page === here && course.shown.has(name) && !typed.shown.includes(name),
    )
    const issues = refusalsOf(form, answers, here).filter(
      ({ field = '' }) => !added.some(({ name }) => field === name || field.startsWith(`${name}.`)),
    )
    if (issues.length > 0) return to(here, issues)
    if (added.length > 0) return { here, issues: [], grown: true }
  }
  if (typed.checked) {
    const wrong = firstWrong(form, refusalsOf(form, answers))
    return wrong ? to(wrong.here) : to('check')
  }
  const next = pagesOn(form, course).find((page) => here === 'start' || page > here)
  return next === undefined ? checked(form, typed) : to(next)
}

/** One page back; before the first comes the start. */
export const moveBack = (form: FormLogic, { here, answers }: Typed): Moved => {
  const pages = pagesOn(form, courseOf(form, answers))
  if (here === 'start') return to('start')
  return to([...pages].reverse().find((page) => here === 'check' || page < here) ?? 'start')
}

/** The check page, or the first page with something to put right. */
export const checked = (form: FormLogic, { answers }: Typed): Moved =>
  firstWrong(form, refusalsOf(form, answers)) ?? to('check')
