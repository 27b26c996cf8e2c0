import { shanghaiDay } from './shanghai-day.ts'

/** The part of a case number its day gives: `261122` on 22 November 2026 in China. A day's cases count up behind it. */
export const caseDay = (at: number): string => shanghaiDay(at).slice(2).replaceAll('-', '')

/** Whether a text is a case number such as `261122-0007`. It is public and opens nothing. */
export const isCaseNumber = (text: string): boolean => /^\d{6}-\d{4,6}$/.test(text)
