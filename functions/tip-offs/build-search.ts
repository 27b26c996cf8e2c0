import { pairsIn, SEARCH_VERSION, searchKey } from '../domain/search-words.ts'
import type { Env } from '../http/app-types.ts'
import * as rows from './search-rows.ts'

const AT_ONCE = 100
const PAGES = 40

/**
 * Puts cases from before there was a search, or from before its tokenizer changed, into it: newest first, some thousand
 * each time the clock comes round, until all are. Cases filed meanwhile are indexed by their own batch. May be cut short,
 * or run twice at once, and ends the same. Where the index itself is missing it is made first: D1 exports no virtual table.
 */
export const buildSearch = async (env: Env, now: number): Promise<void> => {
  await rows.makeMissingIndex(env.DB)
  for (let page = 0; page < PAGES; page += 1) {
    const before = await rows.findBuild(env.DB, SEARCH_VERSION)
    if (before === null) return
    const { cases, events } = await rows.listWritten(env.DB, before, AT_ONCE)
    const entries = [
      ...cases.map(({ number, text, landmark }) => ({ number, seq: 1, texts: [text, landmark, number] })),
      ...events.map(({ number, seq, said, note }) => ({ number, seq, texts: [said, note] })),
    ]
    const done = cases.length < AT_ONCE
    const last = done ? before : cases.at(-1)!.number
    const keyed = entries.flatMap(({ number, seq, texts }): [number, string][] => {
      const key = searchKey(number, seq)
      return key === null ? [] : [[key, pairsIn(...texts)]]
    })
    await rows.recordBuild(env.DB, SEARCH_VERSION, keyed, last, done ? now : null)
  }
}
