import { refusalsOf } from '../../../functions/domain/survey/course.ts'
import type { Issue } from '../../../functions/domain/outcome.ts'
import type { Runner } from './run-core.ts'

/** Whether no further card belongs to the question of the n-th: a matrix has a card for each row. */
export const isLastOf = ({ screens, questionOf }: Runner, n: number): boolean =>
  questionOf(screens[n]) !== questionOf(screens[n + 1])

/**
 * Holds a screen whose answer is wrong and says why, until it is put right. Answers what says everything that is wrong
 * and goes to the first of it; whether there was any.
 */
export const refuseWrong = (runner: Runner, sentence: (issue: Issue) => string): (() => boolean) => {
  const { root, logic, screens, questionOf, isOn, answers, holds, together, go } = runner

  /** What a matrix lacks as a whole is said on its last row. */
  const wrongOn = (n: number): Issue | undefined => {
    const question = questionOf(screens[n])
    if (!question) return undefined
    const { name, page } = question
    const { row } = screens[n]!.dataset
    const field = row === undefined ? name : `${name}.${row}`
    return refusalsOf(logic, answers(), page).find(
      (issue) => issue.field === field || (issue.field === name && isLastOf(runner, n)),
    )
  }
  const say = (n: number, issue: Issue | undefined) => {
    const error = screens[n]!.querySelector('.error')
    if (!error || !screens[n]!.dataset['q']) return
    error.textContent = issue ? sentence(issue) : ''
    screens[n]!.classList.toggle('bad', !!issue)
  }
  const enter = (n: number) => screens[n]!.querySelector<HTMLElement>('input, select, textarea')!.focus()

  holds.push((n) => {
    if (together) return complain()
    const wrong = wrongOn(n)
    say(n, wrong)
    if (wrong) enter(n)
    return !!wrong
  })
  root.addEventListener('updated', () =>
    screens.forEach((screen, n) => {
      if (screen.classList.contains('bad') && !wrongOn(n)) say(n, undefined)
    }),
  )
  root.addEventListener('emptied', () => screens.forEach((_, n) => say(n, undefined)))
  const complain = (): boolean => {
    const wrong = screens.map((screen, n) => (isOn(screen) ? wrongOn(n) : undefined))
    wrong.forEach((issue, n) => say(n, issue))
    const first = wrong.findIndex(Boolean)
    if (first < 0) return false
    if (!together) go(screens[first]!)
    enter(first)
    return true
  }
  return complain
}
