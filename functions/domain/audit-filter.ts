import { isCaseNumber } from './case-number.ts'
import { DAY } from './shanghai-day.ts'
import { isUuid } from './uuid.ts'

export const RESULTS = ['ok', 'refused'] as const

/**
 * What somebody wants to see of the audit log, as it stands in the page's address; what was not asked is ''.
 * `who` is a member of staff's id, or `stranger` for acts of nobody signed in; `object` is `<kind>:<id>`.
 */
export type AuditFilter = {
  who: string
  act: string
  number: string
  object: string
  from: string
  to: string
  result: (typeof RESULTS)[number] | ''
}

type Read = (name: string) => string | null | undefined
const midnightOf = (day: string): number => Date.parse(day + 'T00:00:00+08:00')
const dayIn = (text: string) => (/^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(midnightOf(text)) ? text : '')

/** The filter in an address. Values no form of ours sends are left out, as if they had not been asked for. */
export const readAuditFilter = (read: Read): AuditFilter => {
  const text = (name: string) => (read(name) ?? '').normalize('NFKC').trim()
  const who = text('who')
  return {
    who: who === 'stranger' || isUuid(who) ? who : '',
    act: /^[a-z_]{1,30}:[a-z_]{1,30}$/.test(text('act')) ? text('act') : '',
    // What is typed and no number finds nothing, and says so; only what is too long is cut.
    number: text('number').slice(0, 30),
    object: /^[a-z_]{1,30}:[\w-]{1,64}$/.test(text('object')) ? text('object') : '',
    from: dayIn(text('from')),
    to: dayIn(text('to')),
    result: RESULTS.find((one) => one === text('result')) ?? '',
  }
}

/** The filter as an address: only what was asked, always in one order. */
export const writeAuditFilter = (filter: AuditFilter): string =>
  new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString()

/** Whether the typed number is none a case can have. */
export const isNoNumber = ({ number }: AuditFilter): boolean => number !== '' && !isCaseNumber(number)

/** From the first moment of a day to before the first of the day after the last; null where it is open. */
export const periodOf = ({ from, to }: AuditFilter): { since: number | null; before: number | null } => ({
  since: from === '' ? null : midnightOf(from),
  before: to === '' ? null : midnightOf(to) + DAY,
})
