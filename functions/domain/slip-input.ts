import * as v from 'valibot'
import { dayIn } from './queue-filter.ts'
import { ASKED_STATES, COLOURS, SLIP_MOVES } from './slip.ts'
import { lines, MALFORMED } from './text.ts'
import { isUuid } from './uuid.ts'
import { Version } from './version.ts'

/** Length of what is written on a slip, in code points. */
export const SLIP_TEXT = { min: 2, max: 500 }
/** As much of a number as anybody looks for. */
const NUMBER_MAX = 40

const text = lines(SLIP_TEXT, 'slip_text')
const id = v.pipe(v.string(MALFORMED), v.check(isUuid, MALFORMED))

/** A slip issued by hand, on a case as its page was drawn. */
export const SlipInput = v.strictObject(
  { tipOff: id, colour: v.picklist(COLOURS, 'slip_colour.missing'), reason: text, version: Version },
  MALFORMED,
)
export type SlipInput = v.InferOutput<typeof SlipInput>

/** What is done with a slip: `said` is the leader's note, the unit's answer, or why it is withdrawn. */
export const SlipMoveInput = v.strictObject(
  { move: v.picklist(SLIP_MOVES, MALFORMED), said: text, version: Version },
  MALFORMED,
)
export type SlipMoveInput = v.InferOutput<typeof SlipMoveInput>

/** The office's mark on a case (加急) set or taken away, with a reason. */
export const UrgencyInput = v.strictObject({ urgent: v.boolean(MALFORMED), note: text, version: Version }, MALFORMED)
export type UrgencyInput = v.InferOutput<typeof UrgencyInput>

/** A case marked by hand as the rebound (反弹) of another, by that one's number; '' takes the mark away. */
export const ReboundInput = v.strictObject(
  {
    of: v.pipe(v.optional(v.string(MALFORMED), ''), v.trim(), v.maxLength(20, MALFORMED)),
    note: text,
    version: Version,
  },
  MALFORMED,
)
export type ReboundInput = v.InferOutput<typeof ReboundInput>

type Ask = (name: string) => string | null | undefined

/** What of a list of slips is asked for, its days by when the slips fell due; anything unknown counts as not asked. */
export const readSlipFilter = (ask: Ask) => ({
  colour: COLOURS.find((one) => one === ask('colour')) ?? null,
  state: ASKED_STATES.find((one) => one === ask('state')) ?? null,
  unit: ask('unit') || null,
  tipOff: ask('tipOff') || null,
  /** A slip's number, or the number of its case. */
  number: ask('number')?.normalize('NFC').trim().slice(0, NUMBER_MAX) || null,
  from: dayIn(ask('from')) || null,
  to: dayIn(ask('to')) || null,
})
export type SlipFilter = ReturnType<typeof readSlipFilter>

/** The filter as an address: only what is asked for, always in one order. */
export const writeSlipFilter = (filter: SlipFilter): string =>
  new URLSearchParams(Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== null)).toString()
