import type { Asked } from './record.ts'

/** A bound value to bind again: as it was, or with its unique parts (ids, hashes, keys) made anew for each request. */
export type Template = { same: unknown } | { parts: (string | number)[] }
export type Step = { kind: Asked['kind']; statements: { sql: string; values: Template[] }[] }

/** What the bare server does for one route: the same statements in the same round trips, then rows as JSON or a page. */
export type Route = { steps: Step[]; page?: string }
export type Plan = Record<string, Route>

const UNIQUE =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|tip-offs\/[a-z0-9]{32}\.[a-z]+|(?<![\w-])[\w-]{43}(?![\w-])/g

/** The route that asks the database what was asked; where it writes, every row it makes is a new one. */
export const routeOf = (asked: readonly Asked[], page?: string): Route => {
  const writes = asked.some(({ written }) => written > 0)
  const known: string[] = []
  const templateOf = (value: unknown): Template => {
    if (!writes || typeof value !== 'string') return { same: value }
    const parts: (string | number)[] = []
    let from = 0
    for (const found of value.matchAll(UNIQUE)) {
      if (!known.includes(found[0])) known.push(found[0])
      parts.push(value.slice(from, found.index), known.indexOf(found[0]))
      from = found.index + found[0].length
    }
    return parts.length === 0 ? { same: value } : { parts: [...parts, value.slice(from)] }
  }
  const steps = asked.map(({ kind, statements }) => ({
    kind,
    statements: statements.map(({ sql, values }) => ({ sql, values: values.map(templateOf) })),
  }))
  return page === undefined ? { steps } : { steps, page }
}
