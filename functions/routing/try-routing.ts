import { findCategory, findCommunity, findPlaceKind } from '../district.ts'
import { done, type Issue, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { findGrid, gridAt } from './grids.ts'
import { readRouting } from './read-routing.ts'

type Tried = Record<'category' | 'community' | 'placeKind' | 'point', string>

const POINT = /^(-?\d{1,3}(?:\.\d{1,15})?)[,\s]+(-?\d{1,2}(?:\.\d{1,15})?)$/
/** `110.02931, 30.05812`, also with the comma of a Chinese keyboard. */
const readPoint = (typed: string): [lng: number, lat: number] | null => {
  const [, lng, lat] = POINT.exec(typed.slice(0, 60).normalize('NFKC').replaceAll('、', ',').trim()) ?? []
  return lng !== undefined && lat !== undefined ? [Number(lng), Number(lat)] : null
}

/**
 * Where a case of this category, in this community or at this point, would go, and by which rule. Changes nothing.
 * `category.missing`, `category.wrong`, `community.missing`, `community.wrong`, `place_kind.wrong`, `position.wrong`.
 */
export async function tryRouting(env: Env, { category, community, placeKind, point }: Tried) {
  const at = point.trim() === '' ? null : readPoint(point)
  const grid = at && gridAt(...at)
  // A point says which community it is; without one it has to be chosen.
  const place = findCommunity(grid?.community ?? community)
  const issues: Issue[] = []
  if (!findCategory(category))
    issues.push({ code: category ? 'category.wrong' : 'category.missing', field: 'category' })
  if (point.trim() !== '' && !at) issues.push({ code: 'position.wrong', field: 'point' })
  else if (!place) issues.push({ code: community ? 'community.wrong' : 'community.missing', field: 'community' })
  if (placeKind && !findPlaceKind(placeKind)) issues.push({ code: 'place_kind.wrong', field: 'placeKind' })
  if (issues.length > 0 || !place) return { ok: false, issues } satisfies Outcome<never>

  const { propose } = await readRouting(env)
  const street = place.street.id
  const route = propose({ category, community: place.id, street, placeKind: placeKind || null, grid: grid?.id ?? null })
  const found = grid && findGrid(grid.id)
  return done({
    unit: route?.unit ?? null,
    rule: route?.by.kind === 'rule' ? route.by.number : null,
    community: place.id,
    grid: found && { id: found.id, name: found.name, keeper: found.keeper },
    asked: at !== null,
  })
}
export type RoutingTried = Extract<Awaited<ReturnType<typeof tryRouting>>, { ok: true }>['value']
