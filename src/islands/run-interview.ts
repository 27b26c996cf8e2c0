import type { Answers } from '../../functions/domain/survey/form.ts'
import { fieldOf } from '../../functions/domain/survey/read-fields.ts'
import { runForm } from '../scripts/survey/run-form.ts'
import { sentencesFrom } from '../scripts/survey/sentences.ts'
import type { Draft, Session } from './interview-store.ts'

/** The name under which run-form.ts keeps the half-way answers of one interview. */
export const halfwayOf = (key: string): string => `interview-${key}`
export const forgetHalfway = (key: string): void => {
  try {
    localStorage.removeItem(halfwayOf(key))
  } catch {
    // Nothing was kept.
  }
}

export type Running = {
  /** Takes the questions with everything answered off the page. */
  stop: () => void
}
type On = { finish: (answers: Answers) => void; last: (isLast: boolean) => void }

/** What was chosen before the first question is answered already: it goes along unseen, and is not asked again. */
const fillIn = (root: HTMLElement, { given, labels }: Draft) => {
  for (const [name, value] of Object.entries(given)) {
    for (const card of [...root.querySelectorAll<HTMLElement>('.q')]) if (card.dataset['q'] === name) card.remove()
    root.append(Object.assign(document.createElement('input'), { type: 'hidden', name: fieldOf(name), value }))
    for (const pipe of root.querySelectorAll<HTMLElement>('[data-of]'))
      if (pipe.dataset['of'] === name) pipe.textContent = labels[name] ?? value
  }
}

/**
 * Asks one respondent: the questions are written anew from what the phone keeps, so nothing of whoever was asked before
 * can be in them. Goes on where it was broken off, if it was.
 */
export const runInterview = (holder: HTMLElement, session: Session, draft: Draft, on: On): Running => {
  const root = document.createElement('div')
  root.append(...new DOMParser().parseFromString(session.form, 'text/html').body.childNodes)
  fillIn(root, draft)
  holder.replaceChildren(root)
  // Back from the first question leads to the list of who is asked, not to somebody else's interview.
  history.replaceState({ who: true }, '')
  history.pushState({ at: 0 }, '')
  const runner = runForm(root, session.opened.form, {
    sentence: sentencesFrom(session.own),
    storage: halfwayOf(draft.key),
    quiz: false,
    onShow: (screen) => on.last(screen.dataset['screen'] === 'end'),
    onFinish: () => {
      if (!runner.complain()) on.finish(runner.course().answers)
    },
  })
  runner.kept?.resume()
  return {
    stop: () => {
      runner.stop()
      holder.replaceChildren()
    },
  }
}
