import * as v from 'valibot'
import { COLOURS, SLIP_MOVES, SLIP_STATES } from './slip.ts'
import { lines, MALFORMED } from './text.ts'
import { isUuid } from './uuid.ts'
import { Version } from './version.ts'

/** Length of what is written on a slip, in code points. */
export const SLIP_TEXT = { min: 2, max: 500 }

const text = lines(SLIP_TEXT, 'slip_text')
const id = v.pipe(v.string(MALFORMED), v.check(isUuid, MALFORMED))

/** A slip issued by hand, on a case as its page was drawn. */
export const SlipInput = v.strictObject(
  { tipOff: id, colour: v.picklist(COLOURS, MALFORMED), reason: text, version: Version },
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

/** What of a list of slips is asked for; anything unknown counts as not asked. */
export const readSlipFilter = (ask: (name: string) => string | undefined) => ({
  colour: COLOURS.find((one) => one === ask('colour')) ?? null,
  state: SLIP_STATES.find((one) => one === ask('state')) ?? null,
  unit: ask('unit') || null,
  tipOff: ask('tipOff') || null,
})
export type SlipFilter = ReturnType<typeof readSlipFilter>
