import { isCaseNumber } from './case-number.ts'
import { done, refused, type Outcome } from './outcome.ts'
import { countOf } from './text.ts'

/** Changes with the tokenizer: cases indexed under another number are indexed again (tip-offs/build-search.ts). */
export const SEARCH_VERSION = 1
export const QUERY = { min: 2, max: 60 }

/** As search compares texts: full-width and compatibility forms made plain, no capitals. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Letters and digits that stand together; everything else is a gap. */
const runsIn = (text: string): string[][] => (folded(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((run) => Array.from(run))

const pairsOf = (run: string[]): string[] => run.slice(1).map((char, i) => run[i]! + char)

/**
 * What the index holds of a text: every two characters that stand side by side, once each. Chinese has no gaps between
 * words and most of its words are two characters long, so pairs find every word from two characters on
 * (/docs/decisions/0029-search-by-pairs.md).
 */
export const pairsIn = (...texts: (string | null | undefined)[]): string =>
  [...new Set(texts.flatMap((text) => runsIn(text ?? '').flatMap(pairsOf)))].join(' ')

export type Query = {
  /** Every word typed, folded: each has to stand in the case. */
  words: string[]
  /** The question to the index: all pairs of the longest word. */
  match: string
  /** The index alone answers: one word of two characters, nothing else to compare. */
  exact: boolean
}

/** What somebody typed into the search field. `search.too_short`: no two letters or digits stand together in it. */
export const readQuery = (typed: string): Outcome<Query> => {
  const words = folded(typed)
    .split(/\s+/)
    .filter((word) => word !== '')
  const longest = words
    .map((word) => runsIn(word).flatMap(pairsOf))
    .reduce((most, pairs) => (pairs.length > most.length ? pairs : most), [])
  if (countOf(typed) > QUERY.max) return refused('search.too_long', 'q', { max: QUERY.max })
  if (longest.length === 0) return refused('search.too_short', 'q', { min: QUERY.min })
  const match = [...new Set(longest)].map((pair) => `"${pair}"`).join(' AND ')
  return done({ words, match, exact: words.length === 1 && longest.length === 1 && words[0] === longest[0] })
}

/** Where the words of a case's event stand in the index; null for what is no case number. */
export const searchKey = (number: string, seq: number): number | null => {
  if (!isCaseNumber(number)) return null
  return (Number(number.slice(0, 6)) * 1_000_000 + Number(number.slice(7))) * 1000 + Math.min(seq, 999)
}

/** The case number a place in the index belongs to. */
export const numberAt = (key: number): string => {
  const count = Math.floor(key / 1000) % 1_000_000
  return `${String(Math.floor(key / 1_000_000_000)).padStart(6, '0')}-${String(count).padStart(4, '0')}`
}
