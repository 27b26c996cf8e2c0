import * as v from 'valibot'
import { readPhone } from './phone.ts'
import { line, lines, MALFORMED, withoutInvisible } from './text.ts'
import { Version } from './version.ts'

/** Lengths in code points after trimming and NFC. */
export const TEAM = { name: { min: 2, max: 30 }, leader: { min: 2, max: 20 }, reason: { min: 4, max: 200 } }

/** The number of a phone as it is dialled. Codes: `<field>.missing`, `<field>.wrong`. */
export const phoneAs = (field: string) =>
  v.pipe(
    v.optional(v.string(MALFORMED), ''),
    v.trim(),
    v.nonEmpty(`${field}.missing`),
    v.maxLength(60, `${field}.wrong`),
    v.transform(readPhone),
    v.string(`${field}.wrong`),
  )

/**
 * A volunteer team as the desk enters it. Codes: `team_name.*`, `centre.missing`, `leader_name.*`, `leader_phone.missing`,
 * `leader_phone.wrong`. Whether the centre exists is asked where the district is known (make-team.ts).
 */
export const TeamInput = v.strictObject(
  {
    name: v.pipe(line(TEAM.name, 'team_name'), v.transform(withoutInvisible), v.nonEmpty('team_name.missing')),
    centre: v.pipe(v.optional(v.string(MALFORMED), ''), v.nonEmpty('centre.missing'), v.maxLength(64, MALFORMED)),
    leaderName: v.pipe(line(TEAM.leader, 'leader_name'), v.nonEmpty('leader_name.missing')),
    leaderPhone: phoneAs('leader_phone'),
  },
  MALFORMED,
)
export type TeamInput = v.InferOutput<typeof TeamInput>

/** What is done with a team: a new code for its leader (the old one opens nothing any more), or its end. */
export const TeamMove = v.strictObject(
  { move: v.picklist(['new_code', 'end'], MALFORMED), version: Version },
  MALFORMED,
)
export type TeamMove = v.InferOutput<typeof TeamMove>

/** Why somebody wants to see a name and a number; it goes into the audit log. */
export const ReasonInput = v.strictObject(
  { reason: v.pipe(lines(TEAM.reason, 'reason'), v.nonEmpty('reason.missing')) },
  MALFORMED,
)
