import * as v from 'valibot'
import { MALFORMED } from './text.ts'
import { Version } from './version.ts'

/** Most codes on one sheet. */
export const CODES_MAX = 500

/** A new sheet of one-time codes. Codes: `code_community.missing`, `code_count.missing`, `code_count.wrong`. */
export const CodeSheetInput = v.strictObject(
  {
    community: v.pipe(
      v.optional(v.string(MALFORMED), ''),
      v.maxLength(64, MALFORMED),
      v.nonEmpty('code_community.missing'),
    ),
    count: v.pipe(
      v.nullish(v.number(MALFORMED), null),
      v.number('code_count.missing'),
      v.integer('code_count.wrong'),
      v.minValue(1, 'code_count.wrong'),
      v.maxValue(CODES_MAX, 'code_count.wrong'),
    ),
  },
  MALFORMED,
)
export type CodeSheetInput = v.InferOutput<typeof CodeSheetInput>

/** Voids a sheet: its codes that were not used open nothing more. */
export const SheetMoveInput = v.strictObject({ move: v.literal('void', MALFORMED), version: Version }, MALFORMED)
export type SheetMoveInput = v.InferOutput<typeof SheetMoveInput>
