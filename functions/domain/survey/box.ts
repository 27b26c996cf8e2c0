/** Fewer than this never leave the box together: each answer could be any of five people's. */
export const BOX_MIN = 5
/** Most that one batch takes out: their answers fit into one value of D1. */
const AT_ONCE = 40

export type Waiting = { id: string; community: string }
/** What leaves the box together; `community` is null where it would point at fewer than five people. */
export type Opening = { community: string | null; ids: string[] }

/** A whole number from 0 to below `n`, each as likely. */
export type Below = (n: number) => number

/** The list in an order nobody can tell beforehand (Fisher–Yates). */
export const shuffled = <T>(list: readonly T[], below: Below): T[] => {
  const mixed = [...list]
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = below(at + 1)
    ;[mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!]
  }
  return mixed
}

/** Parts of nearly one size, so that none is small. */
const inParts = ({ community, ids }: Opening): Opening[] => {
  const parts = Math.ceil(ids.length / AT_ONCE)
  return Array.from({ length: parts }, (_, part) => ({
    community,
    ids: ids.slice(Math.floor((part * ids.length) / parts), Math.floor(((part + 1) * ids.length) / parts)),
  }))
}

const byCommunity = (waiting: readonly Waiting[], below: Below): Map<string, string[]> => {
  const groups = new Map<string, string[]>()
  for (const { id, community } of shuffled(waiting, below))
    groups.set(community, [...(groups.get(community) ?? []), id])
  return groups
}

/**
 * While answers still come: a community with five or more waiting, and only as many as leave five others in the box, so
 * that what comes last can be opened too.
 */
const openSome = (groups: Map<string, string[]>, total: number): Opening[] => {
  let left = total
  const openings: Opening[] = []
  for (const [community, ids] of groups) {
    const take = Math.min(ids.length, left - BOX_MIN)
    if (take < BOX_MIN) continue
    openings.push({ community, ids: ids.slice(0, take) })
    left -= take
  }
  return openings
}

/** At the end: everything; small communities together without their names, filled up to five from the smallest other. */
const openRest = (groups: Map<string, string[]>, total: number): Opening[] => {
  if (total < BOX_MIN) return []
  const large = [...groups].filter(([, ids]) => ids.length >= BOX_MIN).sort((a, b) => a[1].length - b[1].length)
  const pool = [...groups.values()].filter((ids) => ids.length < BOX_MIN).flat()
  while (pool.length > 0 && pool.length < BOX_MIN && large[0]) {
    const [, ids] = large[0]
    const lacking = BOX_MIN - pool.length
    const keepsName = ids.length - lacking >= BOX_MIN
    pool.push(...ids.splice(0, keepsName ? lacking : ids.length))
    if (!keepsName) large.shift()
  }
  const named = large.map(([community, ids]): Opening => ({ community, ids }))
  return pool.length > 0 ? [...named, { community: null, ids: pool }] : named
}

/**
 * What may leave the box of one edition now. `ended`: no more answers to it will come. Nothing, when fewer than five
 * wait altogether: they are never opened. Each part is of five at least, in random order.
 */
export const planOpening = (waiting: readonly Waiting[], ended: boolean, below: Below): Opening[] => {
  const groups = byCommunity(waiting, below)
  const openings = ended ? openRest(groups, waiting.length) : openSome(groups, waiting.length)
  return openings.map(({ community, ids }) => ({ community, ids: shuffled(ids, below) })).flatMap(inParts)
}
