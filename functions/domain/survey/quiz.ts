import type { Answers, FormLogic } from './form.ts'

/** How many quiz questions were shown and how many answered right; `wrong` names the others. */
export const scoreOf = (_form: FormLogic, _answers: Answers): { right: number; of: number; wrong: string[] } => {
  throw new Error('not written yet')
}
