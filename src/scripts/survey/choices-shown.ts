import type { Runner } from './run-core.ts'

const LISTED =
  '[type=radio]:not([data-role]), [type=checkbox]:not([data-role]), option:not([data-role]):not([value=""])'

/** Takes from the page the choices that its logic leaves out because they stand there (functions/domain/survey/logic.ts). */
export const takeChoices = ({ screens, logic }: Runner): void => {
  for (const question of logic.questions) {
    if (question.choices) continue
    const cards = screens.filter(({ dataset }) => dataset['q'] === question.name)
    const listed = cards.flatMap((card) => [...card.querySelectorAll<HTMLInputElement>(LISTED)])
    Object.assign(question, { choices: [...new Set(listed.map(({ value }) => value))] })
  }
}
