/** What a respondent is, or whom a quota wants; an empty part is unknown in the one, anyone in the other. */
export type Cell = { community: string; age: string; sex: string }
export const PARTS = ['community', 'age', 'sex'] as const
export type Quota = { cell: string; target: number }
export type QuotaProgress = Quota & { done: number }
/** How many answers of one kind of respondent there are. */
export type Counted = { cell: string; n: number }

/** Most quotas of one survey: communities × ages × sexes of a large district. */
export const QUOTAS_MAX = 3000
export const TARGET_MAX = 100_000

/** `community|age|sex`, as quotas and tallies are named. */
export const cellName = ({ community, age, sex }: Cell): string => `${community}|${age}|${sex}`

/** The cell of a name, or null: a choice with a bar in it can have no quota of its own. */
export const readCell = (name: string): Cell | null => {
  const [community, age, sex, more] = name.split('|')
  return community === undefined || age === undefined || sex === undefined || more !== undefined
    ? null
    : { community, age, sex }
}

/** How closely a quota names this respondent, or -1 if it wants somebody else. Between equals: community, age, sex. */
const closeness = (quota: Cell, cell: Cell): number => {
  if (PARTS.some((part) => quota[part] !== '' && quota[part] !== cell[part])) return -1
  const named = PARTS.filter((part) => quota[part] !== '')
  return named.length * 8 + (quota.community === '' ? 0 : 4) + (quota.age === '' ? 0 : 2) + (quota.sex === '' ? 0 : 1)
}

/** The quota a respondent of this cell counts for: of those that want them, the one that names them most closely. */
export const quotaOf = <Q extends { cell: string }>(quotas: readonly Q[], cell: string): Q | null => {
  const known = readCell(cell)
  if (!known) return null
  let best: { quota: Q; close: number } | null = null
  for (const quota of quotas) {
    const wanted = readCell(quota.cell)
    const close = wanted ? closeness(wanted, known) : -1
    if (close > (best?.close ?? -1)) best = { quota, close }
  }
  return best?.quota ?? null
}

/** How far each quota is; every answer counts for one of them at most, those no quota wants for none. */
export const progressOf = (quotas: readonly Quota[], counted: readonly Counted[]): QuotaProgress[] => {
  const done = new Map<string, number>()
  for (const { cell, n } of counted) {
    const quota = quotaOf(quotas, cell)
    if (quota) done.set(quota.cell, (done.get(quota.cell) ?? 0) + n)
  }
  return quotas.map(({ cell, target }) => ({ cell, target, done: done.get(cell) ?? 0 }))
}

/** How many more are wanted; none where enough or too many are done. */
export const missingOf = ({ target, done }: QuotaProgress): number => Math.max(target - done, 0)

/** Shares by choice, as margins hold them; what is empty stands for anyone. */
type Shares = Readonly<Record<string, number>> | undefined

/**
 * Spreads `total` interviews over community × age × sex by the shares of the population, each independent of the others.
 * Whole numbers by the largest remainder (Hare–Niemeyer), the first of equals first, so that they add up to `total`.
 */
export const spreadQuotas = (total: number, shares: { community?: Shares; age?: Shares; sex?: Shares }): Quota[] => {
  const axis = (of: Shares): [string, number][] => {
    const given = Object.entries(of ?? {}).filter(([, share]) => share > 0)
    const sum = given.reduce((all, [, share]) => all + share, 0)
    return given.length === 0 ? [['', 1]] : given.map(([name, share]) => [name, share / sum])
  }
  const cells = axis(shares.community).flatMap(([community, one]) =>
    axis(shares.age).flatMap(([age, two]) =>
      axis(shares.sex).map(([sex, three]) => ({
        cell: cellName({ community, age, sex }),
        exact: one * two * three * total,
      })),
    ),
  )
  // A hair more than the float, so that 0.1 × 30 is 3 and not 2.
  const floors = cells.map(({ exact }) => Math.floor(exact + 1e-9))
  const left = total - floors.reduce((all, one) => all + one, 0)
  const byRest = cells
    .map(({ exact }, place) => ({ place, rest: exact - floors[place]! }))
    .sort((a, b) => (Math.abs(a.rest - b.rest) < 1e-9 ? a.place - b.place : b.rest - a.rest))
  const more = new Set(byRest.slice(0, Math.max(left, 0)).map(({ place }) => place))
  return cells.map(({ cell }, place) => ({ cell, target: floors[place]! + (more.has(place) ? 1 : 0) }))
}
