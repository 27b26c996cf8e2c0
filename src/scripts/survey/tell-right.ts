import { isRight } from '../../../functions/domain/survey/quiz.ts'
import { isLastOf } from './refuse-wrong.ts'
import type { Runner } from './run-core.ts'

/** Holds each question of a quiz once, to tell the right answer and the reason; from then on it cannot be changed. */
export const tellRight = (runner: Runner): void => {
  const { root, screens, told, holds, questionOf, course, update } = runner
  holds.push((n) => {
    const question = questionOf(screens[n])
    if (!question || told.has(n)) return false
    told.add(n)
    const because = screens[n]!.querySelector<HTMLElement>('.because')
    const tells = !!because && isLastOf(runner, n)
    if (tells) {
      const right = isRight(question, course().answers[question.name])
      because.querySelector('b')!.textContent = because.dataset[right ? 'right' : 'wrong']!
      because.hidden = false
    }
    update()
    if (tells) because.focus()
    return tells
  })
  root.addEventListener('emptied', () => {
    for (const one of root.querySelectorAll<HTMLElement>('.because')) one.hidden = true
  })
}
