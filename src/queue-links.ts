import { type QueueFilter, writeQueueFilter } from '../functions/domain/queue-filter.ts'
import { paths } from '../functions/paths.ts'
import type { QueueCase, Tallies } from './desk.ts'

export type SavedView = { id: string; name: string; query: string; shared: boolean; version: number }
export type FilteredQueue = { cases: QueueCase[]; next: string | null; unsearched: boolean; tallies: Tallies }

/** The queue with this filter, changed in some of it; `after` goes on from a page's end. */
export const toQueue = (filter: QueueFilter, changed: Partial<QueueFilter> = {}, after?: string | null): string => {
  const query = writeQueueFilter({ ...filter, ...changed })
  const whole = [query, after && `after=${after}`].filter(Boolean).join('&')
  return whole === '' ? paths.desk() : `${paths.desk()}?${whole}`
}

/** How many things the filter asks beside the tab, the words and the order. */
export const countAsked = (filter: QueueFilter): number =>
  new URLSearchParams(writeQueueFilter({ ...filter, status: 'open', sort: 'due', q: '' })).size

/** Whether a saved view is what is shown now. */
export const isShown = (view: SavedView, filter: QueueFilter): boolean => view.query === writeQueueFilter(filter)
