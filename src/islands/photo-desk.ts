/**
 * Where the form's script and the photo picker meet: one page, two bundles, this module in common.
 * `settle` sends what is still unsent and answers how many photos did not get through.
 */
export const photoDesk: { settle?: () => Promise<number>; count?: () => number } = {}

/** The form took up a draft (detail: its key) or threw it away (detail: null). */
export const DRAFT = 'portal:draft'
