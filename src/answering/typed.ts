import type { Answers, FormLogic } from '../../functions/domain/survey/form.ts'
import { answersIn } from '../../functions/domain/survey/read-fields.ts'

/** Which screen of the form somebody is on: its start, a page by its place, or the check page. */
export type Here = number | 'start' | 'check'

/** What stands in the form, right or wrong. */
export type Typed = {
  key: string
  edition: number
  here: Here
  answers: Answers
  code: string
  window: string
  /** When the form was opened, by our clock (epoch ms): how long it took says whether somebody read it. */
  started: number
  /** The questions that this page showed. */
  shown: string[]
  /** Pages of a quiz whose right answers were told. */
  told: number[]
  /** The check page was reached before: whoever changes an answer goes back there. */
  checked: boolean
  solution: string
  website: string
}

/** Longer than any right answer, so that what was typed comes back whole, yet no one is sent megabytes of echo. */
const ECHO = 4000

export const blankTyped = (edition: number, window: string): Typed => ({
  ...{ key: crypto.randomUUID(), edition, here: 'start', answers: {}, code: '', window, started: Date.now() },
  ...{ shown: [], told: [], checked: false, solution: '', website: '' },
})

const readHere = (text: string): Here => (text === 'check' ? 'check' : /^\d{1,3}$/.test(text) ? Number(text) : 'start')

/** Reads the posted form by the questions of the edition that is answered now. */
export const readTyped = (form: FormData, logic: FormLogic): Typed => {
  const all = (name: string) =>
    form.getAll(name).flatMap((value) => (typeof value === 'string' ? [value.slice(0, ECHO)] : []))
  const text = (name: string) => all(name)[0] ?? ''
  const list = (name: string) => text(name).split(' ').filter(Boolean)
  return {
    key: text('key'),
    edition: Number(text('edition')),
    here: readHere(text('here')),
    answers: answersIn(logic, all),
    code: text('code'),
    window: text('window'),
    started: Number(text('started')),
    shown: list('shown'),
    told: list('told').map(Number).filter(Number.isSafeInteger),
    checked: text('checked') === '1',
    solution: text('solution'),
    website: text('website'),
  }
}
