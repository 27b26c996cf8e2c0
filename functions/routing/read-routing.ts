import { findCategory, findCategoryGroup, findUnit } from '../district.ts'
import { type Route, routeOf, type ToRoute } from '../domain/routing.ts'
import type { Env } from '../http/app-types.ts'
import { readList, type RuleList } from './rows.ts'

/** What of a case is known before it is routed. */
export type AboutCase = Omit<ToRoute, 'group'>
export type Routing = RuleList & { propose: (about: AboutCase) => Route | null }

const isUnit = (id: string) => findUnit(id) !== null

/**
 * The rules as they are now, and where each case goes by them. Nothing of it is stored with a case: whoever changes a rule
 * changes the proposal of every case at once.
 */
export const readRouting = async ({ DB }: Env): Promise<Routing> => {
  const list = await readList(DB)
  const propose = (about: AboutCase) => {
    const group = findCategoryGroup(about.category)?.id ?? null
    return routeOf(list.rules, { ...about, group }, findCategory(about.category)?.unit ?? null, isUnit)
  }
  return { ...list, propose }
}
