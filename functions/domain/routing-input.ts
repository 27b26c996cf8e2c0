import * as v from 'valibot'
import { type Matter, type Place, PLACES } from './routing.ts'
import { MALFORMED } from './text.ts'
import { Version } from './version.ts'

/** How many rules a list may hold: it is read whole for each case that is looked at. */
export const RULES = { max: 200 }

const chosen = (text: string): [kind: string, id: string] => {
  const at = text.indexOf(':')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
const code = (max: number) => v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(max, MALFORMED))

/** `any`, `group:<id>` or `category:<id>`, as a list of choices sends it. */
const MatterInput = v.pipe(
  code(80),
  v.check((text) => text === 'any' || /^(group|category):./.test(text), 'rule.matter_unknown'),
  v.transform((text): Matter => {
    const [kind, id] = chosen(text)
    return kind === 'any' ? { kind } : { kind: kind as 'group' | 'category', id }
  }),
)

/** `anywhere`, or one of the other kinds of place with its id: `grid:<id>`. */
const PlaceInput = v.pipe(
  code(80),
  v.check((text) => {
    const [kind, id] = chosen(text)
    return text === 'anywhere' || (kind !== 'anywhere' && PLACES.some((one) => one === kind) && id !== '')
  }, 'rule.place_unknown'),
  v.transform((text): Place => {
    const [kind, id] = chosen(text)
    return kind === 'anywhere' ? { kind } : ({ kind, id } as Place)
  }),
)

const rule = { matter: MatterInput, place: PlaceInput, unit: v.pipe(code(64), v.nonEmpty('unit.missing')) }

/** A rule as the desk sends it; whether its ids are the district's is asked by the verb. */
export const RuleInput = v.strictObject({ ...rule, version: Version }, MALFORMED)
export type RuleInput = v.InferOutput<typeof RuleInput>

/** What is done to a rule: changed, tried earlier or later, ended. `version` is that of the list. */
export const RuleMove = v.variant(
  'move',
  [
    v.strictObject({ move: v.literal('change'), ...rule, version: Version }, MALFORMED),
    v.strictObject({ move: v.picklist(['up', 'down', 'end'], MALFORMED), version: Version }, MALFORMED),
  ],
  MALFORMED,
)
export type RuleMove = v.InferOutput<typeof RuleMove>
