import { findCategory } from '../district.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { BoardCase, PublicEvent, PublicPhoto } from './board-rows.ts'

/** As coarse as the category says; praise, which speaks well of somebody, names the community and no closer. */
const placeOf = ({ category, community, landmark }: Pick<BoardCase, 'category' | 'community' | 'landmark'>) => {
  const precision = findCategory(category)?.place_precision ?? 'community'
  return {
    community: precision === 'street' ? null : community,
    landmark: precision === 'landmark' ? landmark : null,
  }
}

/** A published case as anyone sees it on the board. Days, no times: nobody is found by when they wrote. */
export const boardView = (row: BoardCase) => ({
  number: row.number,
  door: row.door,
  category: row.category,
  street: row.street,
  ...placeOf(row),
  text: row.public_text ?? '',
  status: row.status,
  receivedOn: shanghaiDay(row.received_at),
  closedOn: row.closed_at === null ? null : shanghaiDay(row.closed_at),
  before: row.public_before_key,
  after: row.public_after_key,
})
export type BoardView = ReturnType<typeof boardView>

/** The steps of a case that are everybody's business; questions, answers and what stays in the office are not. */
const PUBLIC_STEPS = ['filed', 'accept', 'assign', 'transfer', 'rectify', 'verify', 'close', 'thank', 'reopen']

const pictureOf = ({ public_key, public_thumb_key, width, height }: PublicPhoto) => ({
  key: public_key,
  thumb: public_thumb_key ?? public_key,
  width,
  height,
})

/** One published case with its pictures before and after, and its course by days. */
export const publishedView = (tipOff: BoardCase, photos: PublicPhoto[], events: PublicEvent[]) => ({
  ...boardView(tipOff),
  meToo: tipOff.me_too_count,
  photos: {
    before: photos.filter(({ kind }) => kind === 'before').map(pictureOf),
    after: photos.filter(({ kind }) => kind === 'after').map(pictureOf),
  },
  timeline: events
    .filter(({ kind }) => PUBLIC_STEPS.includes(kind))
    .map(({ kind, happened_at, unit }) => ({ kind, on: shanghaiDay(happened_at), unit })),
})
export type PublishedView = ReturnType<typeof publishedView>

/** Whether landmarks of this category may be public at all. */
export const showsLandmark = (category: string): boolean => findCategory(category)?.place_precision === 'landmark'
