import { namesIn } from './expression.ts'
import type { QuestionLogic } from './form.ts'

/**
 * Names of questions whose being shown or open hangs on one another in a circle, the first repeated at the end; or
 * undefined. Whether a question is required changes no answer, so `requiredIf` may look anywhere.
 */
export const circleIn = (questions: readonly QuestionLogic[]): string[] | undefined => {
  const known = new Set(questions.map(({ name }) => name))
  const about = ({ name }: { name: string }) => (known.has(name) ? name : name.replace(/-Comment$/, ''))
  const looksAt = new Map(
    questions.map(({ name, visibleIf, enableIf }) => [
      name,
      [visibleIf, enableIf].flatMap((one) => (one ? namesIn(one).map(about) : [])),
    ]),
  )
  const settled = new Set<string>()
  const follow = (name: string, path: string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (settled.has(name)) return undefined
    for (const next of looksAt.get(name) ?? []) {
      const circle = follow(next, [...path, name])
      if (circle) return circle
    }
    settled.add(name)
    return undefined
  }
  for (const { name } of questions) {
    const circle = follow(name, [])
    if (circle) return circle
  }
  return undefined
}
