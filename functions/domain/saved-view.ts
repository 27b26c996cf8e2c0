import * as v from 'valibot'
import { readQueueFilter, writeQueueFilter } from './queue-filter.ts'
import { line, MALFORMED } from './text.ts'

export const VIEW_NAME = { min: 1, max: 16 }
/** So many views of one's own, and so many of the office. */
export const VIEWS_MAX = 20

const name = v.pipe(line(VIEW_NAME, 'view_name'), v.nonEmpty('view_name.missing'))
const version = v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(1, MALFORMED))

/** A filter with a name. The query is kept as our own links write it: nothing else can be in it. */
export const SavedViewInput = v.strictObject(
  {
    name,
    query: v.pipe(
      v.string(MALFORMED),
      v.maxLength(2000, MALFORMED),
      v.transform((text) => {
        const params = new URLSearchParams(text)
        return writeQueueFilter(readQueueFilter((field) => params.get(field)))
      }),
    ),
    shared: v.optional(v.boolean(MALFORMED), false),
  },
  MALFORMED,
)
export type SavedViewInput = v.InferOutput<typeof SavedViewInput>

export const SavedViewMove = v.variant(
  'move',
  [
    v.strictObject({ move: v.picklist(['earlier', 'later', 'delete'], MALFORMED), version }, MALFORMED),
    v.strictObject({ move: v.literal('rename'), version, name }, MALFORMED),
  ],
  MALFORMED,
)
export type SavedViewMove = v.InferOutput<typeof SavedViewMove>
