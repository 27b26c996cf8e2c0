import type { Env } from '../http/app-types.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { listAssigned } from './elsewhere-rows.ts'
import { gridNow } from './grids.ts'
import { readRouting } from './read-routing.ts'

const LOOKED_AT = 200

/**
 * Cases with a unit that the rules as they are now would give to another: those given before the list last changed, for a
 * choice made under these rules is meant. Looks at 200 cases a page, by deadline; a page may show none and still have a next.
 */
export async function listElsewhere(env: Env, after: string | undefined) {
  const { propose, changedAt } = await readRouting(env)
  const rows = await listAssigned(env.DB, readCursor(after), LOOKED_AT + 1)
  const page = rows.slice(0, LOOKED_AT)
  const last = page.at(-1)
  const cases = page.flatMap((row) => {
    const { category, community, street, place_kind: placeKind } = row
    const route = propose({ category, community, street, placeKind, grid: gridNow(row)?.id ?? null })
    if (!route || route.unit === row.unit || (row.assigned_at ?? 0) >= changedAt) return []
    const { id, number, version, landmark, unit } = row
    const rule = route.by.kind === 'rule' ? route.by.number : null
    return [{ id, number, version, category, community, landmark, unit, dueAt: row.due_at, would: route.unit, rule }]
  })
  return { cases, next: rows.length > LOOKED_AT && last ? writeCursor({ at: last.due_at, id: last.id }) : null }
}
export type Elsewhere = Awaited<ReturnType<typeof listElsewhere>>
