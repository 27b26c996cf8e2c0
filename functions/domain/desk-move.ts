import * as v from 'valibot'
import { lines, MALFORMED } from './text.ts'
import { MOVE_NAMES, SAID } from './tip-off.ts'

export const PUBLIC_TEXT = { min: 2, max: 500 }

const id = (max: number) => v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(max, MALFORMED))

/** A move as the desk sends it; what was left empty is ''. Which of it a move demands is checked by `checkMove`. */
export const DeskMove = v.strictObject(
  {
    move: v.picklist(MOVE_NAMES, MALFORMED),
    version: v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(1, MALFORMED)),
    said: lines(SAID, 'said'),
    note: lines(SAID, 'note'),
    unit: id(64),
    into: id(20),
    publicText: lines(PUBLIC_TEXT, 'public_text'),
  },
  MALFORMED,
)
export type DeskMove = v.InferOutput<typeof DeskMove>
