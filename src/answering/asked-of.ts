import type { FormLogic } from '../../functions/domain/survey/form.ts'

/** Seconds a card takes, reckoned generously: choosing, and writing. */
const SECONDS = { choose: 10, write: 30 }

/** How many cards a form has at most (a matrix has one a row), and about how many minutes they take. */
export const askedOf = ({ questions }: FormLogic): { questions: number; minutes: number; isFixed: boolean } => {
  const cards = questions.map(({ kind, rows = [] }) => (kind === 'matrix' ? rows.length : 1))
  const seconds = questions.map(
    ({ kind }, at) => cards[at]! * (kind === 'comment' || kind === 'text' ? SECONDS.write : SECONDS.choose),
  )
  const sum = (of: number[]) => of.reduce((all, one) => all + one, 0)
  return {
    questions: sum(cards),
    minutes: Math.max(1, Math.round(sum(seconds) / 60)),
    isFixed: !questions.some(({ visibleIf }) => visibleIf),
  }
}
