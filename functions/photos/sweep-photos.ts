import { DAY, HOUR } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { listReferred } from './sweep-rows.ts'

/** A token holds a day and file times are cut to the hour: two hours more, and no picture goes that could still be filed. */
const KEPT_UNREFERRED = DAY + 2 * HOUR
const PAGE = 500
const SHELF = 'tip-offs/'
const AFTER_SHELF = 'tip-offs0'

export type Swept = { removed: number; missing: string[] }

/**
 * Removes pictures that were shelved and never filed, and names those that a case refers to and the shelf lacks (G02).
 * Runs twice at once or half with the same end: it only removes what nothing refers to, and looks again before it says missing.
 */
export const sweepPhotos = async (env: Env, now: number, page = PAGE): Promise<Swept> => {
  const swept: Swept = { removed: 0, missing: [] }
  let from = SHELF
  let cursor: string | undefined
  do {
    const listed = await env.PHOTOS.list({ prefix: SHELF, limit: page, ...(cursor !== undefined && { cursor }) })
    cursor = listed.truncated ? listed.cursor : undefined
    const to = cursor === undefined ? AFTER_SHELF : (listed.objects.at(-1)?.key ?? AFTER_SHELF)
    const referred = await listReferred(env, from, to)
    const lying = new Set(listed.objects.map(({ key }) => key))
    const old = listed.objects.filter(({ uploaded }) => uploaded.getTime() < now - KEPT_UNREFERRED)
    const unused = old.map(({ key }) => key).filter((key) => !referred.has(key))
    if (unused.length > 0) await env.PHOTOS.delete(unused)
    swept.removed += unused.length
    for (const key of referred) {
      // It may have been shelved and filed since the page was listed.
      if (!lying.has(key) && (await env.PHOTOS.head(key)) === null) swept.missing.push(key)
    }
    from = to
  } while (cursor !== undefined)
  return swept
}
