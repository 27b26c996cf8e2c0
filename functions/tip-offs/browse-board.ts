import { categories, streets } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { DOORS, type Door } from '../domain/tip-off.ts'
import type { Env } from '../http/app-types.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { findPublished, listBoard, PAGE } from './board-rows.ts'
import { boardView, publishedView, type BoardView, type PublishedView } from './public-view.ts'

export type BoardQuery = { door?: string; group?: string; street?: string; before?: string }

/** A page of twelve published cases and where the next begins. A filter that names nothing of ours is left out. */
export const browseBoard = async (
  env: Env,
  { door, group, street, before }: BoardQuery,
  now: number,
): Promise<{ cases: BoardView[]; next: string | null }> => {
  const rows = await listBoard(env, {
    door: DOORS.includes(door as Door) ? (door as Door) : null,
    group: categories.some(({ id }) => id === group) ? group! : null,
    street: streets.some(({ id }) => id === street) ? street! : null,
    before: readCursor(before),
    now,
  })
  const last = rows[PAGE - 1]
  const next = rows.length > PAGE && last ? writeCursor({ at: last.published_at, id: last.id }) : null
  return { cases: rows.slice(0, PAGE).map(boardView), next }
}

/** One published case; `tip_off.not_public` for any other, whether it was public once or never. */
export const showPublished = async (env: Env, number: string, now: number): Promise<Outcome<PublishedView>> => {
  const found = await findPublished(env, number, now)
  return found ? done(publishedView(found.tipOff, found.photos, found.events)) : refused('tip_off.not_public')
}
