import * as v from 'valibot'
import { lines, MALFORMED } from './text.ts'
import { MOVE_NAMES, PHOTOS, SAID } from './tip-off.ts'
import { Landmark } from './tip-off-input.ts'

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
    /** A day, as a date field or a person writes it. */
    until: id(40),
    category: id(64),
    placeKind: id(64),
    community: id(64),
    landmark: Landmark,
    lng: id(24),
    lat: id(24),
    /** Photos of the case that go along to the one split off from it. */
    photos: v.optional(
      v.pipe(
        v.array(v.pipe(v.string(MALFORMED), v.maxLength(40, MALFORMED)), MALFORMED),
        v.maxLength(PHOTOS.max, MALFORMED),
      ),
      [],
    ),
  },
  MALFORMED,
)
export type DeskMove = v.InferOutput<typeof DeskMove>

/** Everything of a move but which one, on what version: left empty. */
export const NOTHING_TYPED: Omit<DeskMove, 'move' | 'version'> = {
  ...{ said: '', note: '', unit: '', into: '', until: '', photos: [] },
  ...{ category: '', placeKind: '', community: '', landmark: '', lng: '', lat: '' },
}
