/** What a rule is about: a category, its whole group, or any. Ids as in content/district/categories.json. */
export type Matter = { kind: 'any' } | { kind: 'group' | 'category'; id: string }
/** Where a rule holds. Grids, communities, streets and place kinds by their ids, or anywhere. */
export const PLACES = ['anywhere', 'grid', 'community', 'street', 'place_kind'] as const
export type PlaceName = (typeof PLACES)[number]
export type Place = { kind: 'anywhere' } | { kind: Exclude<PlaceName, 'anywhere'>; id: string }

export type RoutingRule = { id: string; matter: Matter; place: Place; unit: string }

/** What of a case decides where it goes. */
export type ToRoute = {
  category: string
  group: string | null
  grid: string | null
  community: string
  street: string
  placeKind: string | null
}
/** The unit a case goes to, and why: by the n-th rule, or because its category is that unit's. */
export type Route = { unit: string; by: { kind: 'rule'; number: number; id: string } | { kind: 'category' } }

const isAbout = (matter: Matter, { category, group }: ToRoute): boolean => {
  if (matter.kind === 'any') return true
  return matter.id === (matter.kind === 'group' ? group : category)
}

const isAt = (place: Place, toRoute: ToRoute): boolean => {
  if (place.kind === 'anywhere') return true
  const { grid, community, street, placeKind: place_kind } = toRoute
  return place.id === { grid, community, street, place_kind }[place.kind]
}

/**
 * Where a case goes: by the first rule that fits, else to its category's unit. A rule whose unit is not (or no longer)
 * one of the district's is passed over; null when no unit is left that answers for it.
 */
export const routeOf = (
  rules: readonly RoutingRule[],
  toRoute: ToRoute,
  unitOfCategory: string | null,
  isUnit: (unit: string) => boolean,
): Route | null => {
  const at = rules.findIndex(
    ({ matter, place, unit }) => isUnit(unit) && isAbout(matter, toRoute) && isAt(place, toRoute),
  )
  const rule = rules[at]
  if (rule) return { unit: rule.unit, by: { kind: 'rule', number: at + 1, id: rule.id } }
  return unitOfCategory !== null && isUnit(unitOfCategory) ? { unit: unitOfCategory, by: { kind: 'category' } } : null
}
