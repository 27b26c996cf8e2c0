import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** What somebody has who took the database file, its WAL and the log, but not the portal's secret. */
export type Evidence = {
  surveyId: string
  sheets: Map<string, string>
  rows: (sql: string) => Record<string, unknown>[]
  /** Every page as it stands at the end, by number. */
  pages: Map<number, string>
  usedAt: Map<string, number>
  tokenAt: Map<string, [commit: number, page: number, offset: number]>
  boxAt: Map<string, number>
  goneAt: Map<string, number>
  /** Lengths of what lay sealed, from the copies taken before each opening. */
  sealedLength: Map<string, number>
  log: string
}

export const TOKEN = /tok[0-9a-f]{12}/g
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const COMMUNITIES = 'liuan|dukou|wenlan'

type Frame = { page: number; text: string; commits: boolean }

/** The frames of a WAL in the order they were written (https://www.sqlite.org/fileformat2.html#walformat). */
const framesIn = (wal: Buffer): { size: number; frames: Frame[] } => {
  const size = wal.readUInt32BE(8)
  const salts = wal.subarray(16, 24)
  const frames: Frame[] = []
  for (let at = 32; at + 24 + size <= wal.length; at += 24 + size) {
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break
    frames.push({
      page: wal.readUInt32BE(at),
      text: wal.toString('latin1', at + 24, at + 24 + size),
      commits: wal.readUInt32BE(at + 4) > 0,
    })
  }
  return { size, frames }
}

/** Reads everything there is to know from the files. `boxes` are the rows of the box as copies of the file showed them. */
export const gather = (path: string, log: string, boxes: { id: string; length: number }[]): Evidence => {
  const [main, wal] = [readFileSync(path), readFileSync(path + '-wal')]
  const folder = mkdtempSync(join(tmpdir(), 'portal-taken-'))
  for (const end of ['', '-wal']) copyFileSync(path + end, join(folder, 'taken' + end))
  const db = new DatabaseSync(join(folder, 'taken'))
  const rows = (sql: string) => db.prepare(sql).all() as Record<string, unknown>[]
  const [survey] = rows('SELECT id FROM surveys')
  const surveyId = String(survey!.id)
  const sheets = new Map(rows('SELECT * FROM survey_code_sheets').map((row) => [String(row.id), String(row.community)]))

  const { size, frames } = framesIn(wal)
  const pages = new Map<number, string>()
  for (let at = 0; at < main.length; at += size) pages.set(at / size + 1, main.toString('latin1', at, at + size))
  const evidence: Evidence = {
    ...{ surveyId, sheets, rows, pages, log, usedAt: new Map(), tokenAt: new Map(), boxAt: new Map() },
    ...{ goneAt: new Map(), sealedLength: new Map(boxes.map(({ id, length }) => [id, length])) },
  }
  const used = new RegExp(`([\\w-]{43})(?:${[...sheets.keys()].join('|')})[\\w-]{43}`, 'g')
  const boxed = new RegExp(`(${UUID})${surveyId}(?:${COMMUNITIES})`, 'g')
  const first = <K, V>(map: Map<K, V>, key: K, value: V) => (map.has(key) ? map : map.set(key, value))
  let [commit, there, left] = [0, new Set<string>(), new Set<string>()]
  for (const { page, text, commits } of frames) {
    for (const [, code] of text.matchAll(used)) first(evidence.usedAt, code!, commit)
    for (const match of text.matchAll(TOKEN)) first(evidence.tokenAt, match[0], [commit, page, -match.index])
    for (const [, id] of (pages.get(page) ?? '').matchAll(boxed)) left.add(id!)
    for (const [, id] of text.matchAll(boxed)) {
      first(evidence.boxAt, id!, commit)
      there.add(id!)
    }
    pages.set(page, text)
    if (!commits) continue
    for (const id of left) if (!there.has(id)) evidence.goneAt.set(id, commit)
    ;[commit, there, left] = [commit + 1, new Set(), new Set()]
  }
  rmSync(folder, { recursive: true, force: true })
  return evidence
}

export type Guess = Map<string, string>
type Ordered = { key: string; group: string }[]

/** Pairs the first with the first, the second with the second, in each group. */
const inStep = (codes: Ordered, tokens: Ordered): Guess => {
  const waiting = Map.groupBy(tokens, ({ group }) => group)
  const guess: Guess = new Map()
  for (const { key, group } of codes) {
    const token = waiting.get(group)?.shift()
    if (token) guess.set(key, token.key)
  }
  return guess
}

/** By page, and within a page from its end: that is how SQLite fills one. */
const onPages = ({ pages }: Evidence, what: RegExp): string[] =>
  [...pages]
    .sort(([a], [b]) => a - b)
    .flatMap(([, text]) => [...text.matchAll(what)].reverse().map(([, found]) => found!))
    .filter((found, at, all) => all.indexOf(found) === at)

const byNumber = <T>(list: T[], value: (one: T) => number): T[] => [...list].sort((a, b) => value(a) - value(b))
const timeIn = (row: Record<string, unknown>): number =>
  Math.max(0, ...Object.values(row).filter((one): one is number => typeof one === 'number' && one > 1e12))

/** Every way we know to tie a used code to a token; each answers its guesses. */
export const attacks = (evidence: Evidence): Record<string, Guess> => {
  const { rows, sheets, usedAt, tokenAt, boxAt, goneAt, sealedLength, log } = evidence
  const codeRows = rows('SELECT * FROM survey_codes WHERE used = 1')
  const responses = rows('SELECT * FROM survey_responses')
  const tokenOf = (text: unknown) => /tok[0-9a-f]{12}/.exec(String(text))![0]
  const groupOfCode = new Map(codeRows.map((row) => [String(row.code_hash), sheets.get(String(row.sheet_id))!]))
  const groupOfToken = new Map(responses.map((row) => [tokenOf(row.answers), String(row.community)]))
  const codes = (keys: string[]): Ordered =>
    keys.filter((key) => groupOfCode.has(key)).map((key) => ({ key, group: groupOfCode.get(key)! }))
  const tokens = (keys: string[]): Ordered => keys.map((key) => ({ key, group: groupOfToken.get(key)! }))
  const inWal = [...groupOfCode.keys()].sort((a, b) => usedAt.get(a)! - usedAt.get(b)!)
  const seen = [...tokenAt].sort(([, a], [, b]) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map(([token]) => token)

  const codeOrders = {
    tree: codeRows.map((row) => String(row.code_hash)),
    page: onPages(evidence, new RegExp(`([\\w-]{43})(?:${[...sheets.keys()].join('|')})[\\w-]{43}`, 'g')),
    wal: inWal,
  }
  const tokenOrders = {
    'responses tree': responses.map((row) => tokenOf(row.answers)),
    'texts tree': rows('SELECT * FROM survey_texts').map((row) => tokenOf(row.text)),
    'responses page': onPages(evidence, /"wish":"(tok[0-9a-f]{12})/g),
    'texts page': onPages(evidence, /wish(tok[0-9a-f]{12})/g),
    wal: seen,
  }
  const found: Record<string, Guess> = {}
  for (const [codeName, codeOrder] of Object.entries(codeOrders)) {
    for (const [tokenName, tokenOrder] of Object.entries(tokenOrders)) {
      found[`${codeName} × ${tokenName}`] = inStep(codes(codeOrder), tokens(tokenOrder))
      found[`${codeName} × ${tokenName}, backwards`] = inStep(codes(codeOrder), tokens(tokenOrder.toReversed()))
    }
  }
  // The commit that uses up a code is the commit that brings the token.
  const codeIn = Map.groupBy(inWal, (code) => usedAt.get(code)!)
  found['one commit'] = new Map(
    seen.flatMap((token) => (codeIn.get(tokenAt.get(token)![0]) ?? []).map((code): [string, string] => [code, token])),
  )
  // From the code to its place in the box, from there to the commit that emptied it, and to the tokens of that commit.
  const placeOf = new Map([...boxAt].map(([id, commit]) => [codeIn.get(commit)?.[0] ?? '', id]))
  const throughBox = (order: string[], tokenOrder: string[]) =>
    inStep(
      order.map((key) => ({ key, group: String(goneAt.get(placeOf.get(key) ?? '')) })),
      tokenOrder.map((key) => ({ key, group: String(tokenAt.get(key)![0]) })),
    )
  const byPlace = [...inWal].sort((a, b) => ((placeOf.get(a) ?? '') < (placeOf.get(b) ?? '') ? -1 : 1))
  for (const [tokenName, tokenOrder] of Object.entries(tokenOrders)) {
    found[`through the box × ${tokenName}`] = throughBox(inWal, tokenOrder)
    found[`through the box, by place × ${tokenName}`] = throughBox(byPlace, tokenOrder)
  }
  const length = new Map(responses.map((row) => [tokenOf(row.answers), String(row.answers).length]))
  const byLength = tokens(byNumber([...length.keys()], (token) => length.get(token)!))
  found.size = inStep(codes(byNumber(inWal, (code) => sealedLength.get(placeOf.get(code) ?? '') ?? 0)), byLength)
  found.time = inStep(
    codes(byNumber(codeRows, timeIn).map((row) => String(row.code_hash))),
    tokens(byNumber(responses, timeIn).map((row) => tokenOf(row.answers))),
  )
  // The n-th answer in the log is the n-th commit; a longer answer took longer.
  const lines = log.split('\n').filter((line) => /"method":"POST".*"status":201/.test(line))
  const took = lines.map((line) => (JSON.parse(line) as { ms: number }).ms)
  const nth = new Map(inWal.map((code, n) => [code, took[n] ?? 0]))
  found.log = inStep(codes(byNumber(inWal, (code) => nth.get(code)!)), byLength)
  return found
}

/**
 * Whether cells of one commit that share a page lie in the order of their codes, more often than every second pair: in
 * standard deviations (of a random order of m, m(m−1)(2m+5)/72 is the variance of its pairs in order; Kendall 1938).
 */
export const leanings = (evidence: Evidence, truth: ReadonlyMap<string, string>): Record<string, number> => {
  const { pages, usedAt, tokenAt, boxAt } = evidence
  const codeOf = new Map([...truth].map(([code, token]) => [token, code]))
  const placeIn = new Map([...boxAt].map(([id, commit]) => [commit, id]))
  const orders: Record<string, (code: string) => number | string> = {
    'order of use': (code) => usedAt.get(code)!,
    'order in the box': (code) => placeIn.get(usedAt.get(code)!) ?? '',
  }
  const cells = { responses: /"wish":"(tok[0-9a-f]{12})/g, texts: /wish(tok[0-9a-f]{12})/g }
  const found: Record<string, number> = {}
  for (const [order, valueOf] of Object.entries(orders)) {
    for (const [table, cell] of Object.entries(cells)) {
      let [inOrder, expected, variance] = [0, 0, 0]
      for (const text of pages.values()) {
        const tokens = new Set([...text.matchAll(cell)].reverse().map(([, token]) => token!))
        for (const group of Map.groupBy(tokens, (token) => tokenAt.get(token)![0]).values()) {
          const values = group.map((token) => valueOf(codeOf.get(token)!))
          const m = values.length
          values.forEach((one, at) => (inOrder += values.slice(at + 1).filter((other) => other > one).length))
          expected += (m * (m - 1)) / 4
          variance += (m * (m - 1) * (2 * m + 5)) / 72
        }
      }
      found[`${table} in the ${order}`] = (inOrder - expected) / Math.sqrt(variance || 1)
    }
  }
  return found
}

/** How many guesses of each attack are right. */
export const hits = (found: Record<string, Guess>, truth: ReadonlyMap<string, string>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(found).map(([name, guess]) => [
      name,
      [...guess].filter(([code, token]) => truth.get(code) === token).length,
    ]),
  )
