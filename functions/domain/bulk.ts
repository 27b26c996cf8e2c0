import * as v from 'valibot'
import { lines, MALFORMED } from './text.ts'
import { type MoveName, SAID } from './tip-off.ts'

/** So many cases at once, and so long it can be taken back. */
export const BULK = { cases: 50, undoMs: 10 * 60_000 }

/** What makes sense for many cases at once: what each demands is the same for all, or known of each; 加急 is a mark. */
export const BULK_MOVES = ['accept', 'assign', 'merge', 'reject', 'verify', 'close', 'mark_urgent'] as const satisfies (
  MoveName | 'mark_urgent'
)[]
export type BulkMove = (typeof BULK_MOVES)[number]

const id = (max: number) => v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(max, MALFORMED))

/**
 * One move on many cases, each at the version it was seen at. `unit` '' assigns each as the rules propose; a blank
 * 【承办单位】 in `said` is filled for each. Codes: `bulk.none_chosen`, `bulk.too_many`, `said.*`.
 */
export const BulkInput = v.strictObject(
  {
    move: v.picklist(BULK_MOVES, MALFORMED),
    cases: v.pipe(
      v.array(
        v.strictObject(
          {
            id: v.pipe(v.string(MALFORMED), v.uuid(MALFORMED)),
            version: v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(1, MALFORMED)),
          },
          MALFORMED,
        ),
        MALFORMED,
      ),
      v.minLength(1, 'bulk.none_chosen'),
      v.maxLength(BULK.cases, 'bulk.too_many'),
    ),
    said: lines(SAID, 'said'),
    unit: id(64),
    into: id(20),
  },
  MALFORMED,
)
export type BulkInput = v.InferOutput<typeof BulkInput>
