import { HEADLINES, type Meaning, type Measure } from '../survey/meaning.ts'
import type { Line } from './question-figures.ts'
import { FEWEST, hideFewOf } from './suppress.ts'

type Role = 'counts' | 'left out' | 'other'
/** Choices of a line that every headline figure treats alike; `roles` says how, measure by measure. */
export type ChoiceClass = { values: string[]; count: number; hidden: boolean; roles: Role[] }
/** A line's choices sorted by what the headline figures make of them, and those that stay unsaid. */
export type Classes = { measures: readonly Measure[]; classes: ChoiceClass[]; hidden: ReadonlySet<string> }

const isFew = (count: number) => count > 0 && count < FEWEST
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

/** All that the headline figures ask of a line. */
export const measuresOn = (meaning: Meaning, line: string): Measure[] =>
  HEADLINES.flatMap((headline) => meaning.headline?.[headline] ?? []).filter(({ question }) => question === line)

/** Of a class whose sum must not be known, as much is hidden as leaves room for doubt; the smallest first. */
const smallestOf = (values: readonly string[], countOf: (value: string) => number): string[] => {
  const hidden: string[] = []
  let doubt = 0
  for (const value of [...values].sort((a, b) => countOf(a) - countOf(b))) {
    if (doubt >= FEWEST && !isFew(countOf(value))) break
    doubt += countOf(value)
    hidden.push(value)
  }
  return hidden
}

/**
 * Sorts a line's choices into classes and hides what must stay unsaid. A headline figure tells its class' sum: so a hidden
 * choice needs company in its own class, and a hidden class needs another. Where one to four people gave an answer that is
 * left out, it is not left out here, or the base would give them away.
 */
export const classesOf = (line: Line, measures: readonly Measure[]): Classes => {
  const counts = new Map(line.choices.map(({ value, count }) => [value, count ?? 0]))
  const countOf = (value: string) => counts.get(value) ?? 0
  const roleIn = (measure: Measure, value: string): Role => {
    if (measure.counts.includes(value)) return 'counts'
    const kept = isFew(sum((measure.leavesOut ?? []).map(countOf)))
    return measure.leavesOut?.includes(value) && !kept ? 'left out' : 'other'
  }
  const byRoles = new Map<string, { values: string[]; roles: Role[] }>()
  for (const { value } of line.choices) {
    const roles = measures.map((measure) => roleIn(measure, value))
    const group = byRoles.get(roles.join()) ?? { values: [], roles }
    byRoles.set(roles.join(), { ...group, values: [...group.values, value] })
  }
  const groups = [...byRoles.values()].map((group) => ({ ...group, count: sum(group.values.map(countOf)) }))
  const unsaid = hideFewOf(
    groups.map(({ count }) => count),
    groups.map(({ roles }) => roles.includes('counts')),
  )
  const classes = groups.map((group, at) => ({ ...group, hidden: unsaid[at]! }))
  const within = classes.flatMap(({ values, hidden }) => {
    if (hidden) return smallestOf(values, countOf)
    const few = hideFewOf(values.map(countOf))
    return values.filter((_, at) => few[at])
  })
  return { measures, classes, hidden: new Set(within) }
}
