import { categories, findCategory, findCommunity, findPlaceKind, findUnit, streets } from '../district.ts'
import type { Issue } from '../domain/outcome.ts'
import type { Matter, Place, RoutingRule } from '../domain/routing.ts'
import { findGrid } from './grids.ts'
import type { NewRule } from './rows.ts'

export const knowsMatter = (matter: Matter): boolean => {
  if (matter.kind === 'any') return true
  if (matter.kind === 'group') return categories.some(({ id }) => id === matter.id)
  const category = findCategory(matter.id)
  // What the office does not take in has no way to a unit.
  return category !== null && !('stopper' in category)
}

export const knowsPlace = (place: Place): boolean => {
  if (place.kind === 'anywhere') return true
  const find = {
    grid: findGrid,
    community: findCommunity,
    street: (id: string) => streets.find((street) => street.id === id) ?? null,
    place_kind: findPlaceKind,
  }[place.kind]
  return find(place.id) !== null
}

const key = ({ matter, place }: NewRule) => JSON.stringify([matter, place])

/**
 * What is wrong with a rule beside those there are: `rule.matter_unknown`, `rule.place_unknown`, `unit.unknown`,
 * `rule.too_wide` when it would take every case, `rule.twice` when another is about the same and would hide it or be hidden.
 */
export const ruleIssues = (rule: NewRule, others: readonly RoutingRule[], own: string | null = null): Issue[] => {
  const issues: Issue[] = []
  if (!knowsMatter(rule.matter)) issues.push({ code: 'rule.matter_unknown', field: 'matter' })
  if (!knowsPlace(rule.place)) issues.push({ code: 'rule.place_unknown', field: 'place' })
  if (!findUnit(rule.unit)) issues.push({ code: 'unit.unknown', field: 'unit' })
  if (rule.matter.kind === 'any' && rule.place.kind === 'anywhere')
    issues.push({ code: 'rule.too_wide', field: 'place' })
  const same = others.findIndex((other) => other.id !== own && key(other) === key(rule))
  if (same >= 0) issues.push({ code: 'rule.twice', field: 'place', detail: { n: same + 1 } })
  return issues
}
