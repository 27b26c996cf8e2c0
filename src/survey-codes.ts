import type { Mode } from '../functions/domain/survey/meaning.ts'

/** What the desk's API answers about one-time codes, as far as its pages read it. */
export type CodeSheet = {
  id: string
  community: string
  printed: number
  used: number
  version: number
  madeAt: number
  voidedAt: number | null
}
export type Codes = {
  title: string
  modes: Mode[]
  open: boolean
  sheets: CodeSheet[]
  printed: number
  used: number
  waiting: number
  never: number
}
export type PrintedCodes = { title: string; slug: string; community: string; closesAt: number | null; codes: string[] }

/** The share of codes that were used, in whole per cent. */
export const rateOf = ({ printed, used }: { printed: number; used: number }): string =>
  printed === 0 ? '—' : `${Math.round((used / printed) * 100)}%`
