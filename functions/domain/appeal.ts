/** What somebody who is shown says is wrong (申诉). The first two come first at the desk. */
export const CLAIMS = ['minor', 'face', 'name', 'place', 'wrong', 'other'] as const
export type Claim = (typeof CLAIMS)[number]
export const URGENT_CLAIMS: readonly Claim[] = ['minor', 'face']

export const APPEAL_STATES = ['waiting', 'upheld', 'not_upheld'] as const
export type AppealState = (typeof APPEAL_STATES)[number]

/** Lengths in code points after trimming and NFC. */
export const APPEAL_TEXT = { min: 5, max: 1000 }
