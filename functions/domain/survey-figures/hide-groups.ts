import type { Measure } from '../survey/meaning.ts'
import type { Classes } from './classes.ts'
import { FEWEST, hideFew, hideFewOf } from './suppress.ts'
import type { Tally } from './tallies.ts'

export type SizedGroup = { value: string; tally: Tally }
/** What a headline figure is made of in one group; null where it stays unsaid. */
export type Part = { count: number; n: number; kept: boolean } | null

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
const isFew = (count: number) => count > 0 && count < FEWEST

/** The groups whose size may be said: of at least five, and so that those of fewer do not follow from the whole. */
export const groupsToShow = (groups: readonly SizedGroup[], whole: number): SizedGroup[] => {
  const sizes = groups.map(({ tally }) => tally.n)
  const hidden = hideFewOf([...sizes, whole - sum(sizes)])
  return groups.filter(({ tally }, at) => tally.n > 0 && !hidden[at])
}

/**
 * For one line, what each group's headline figures are made of: `find(group, measure)`. Groups and what is left of the whole
 * make a table by the line's classes whose totals are public; what is few in it is hidden with what would give it away.
 */
export const hideInGroups = (line: string, sorted: Classes, groups: readonly SizedGroup[], whole: Tally) => {
  const shown = sorted.classes.filter(({ hidden }) => !hidden)
  const columns = [...shown, ...(shown.length < sorted.classes.length ? [null] : [])]
  const answeredIn = ({ counts }: Tally) => counts[line] ?? 0
  const rowOf = ({ counts }: Tally) => {
    const cells = shown.map(({ values }) => sum(values.map((value) => counts[`${line}=${value}`] ?? 0)))
    return columns.length > shown.length ? [...cells, (counts[line] ?? 0) - sum(cells)] : cells
  }
  const rows = groups.filter(({ tally }) => answeredIn(tally) >= FEWEST)
  const left = () => answeredIn(whole) - sum(rows.map(({ tally }) => answeredIn(tally)))
  const bySize = () => rows.map(({ tally }) => answeredIn(tally))
  // What is left of the whole must not be few either: the smallest group goes with it.
  while (isFew(left()) && rows.length > 0) rows.splice(bySize().indexOf(Math.min(...bySize())), 1)
  const counts = rows.map(({ tally }) => rowOf(tally))
  const rest = rowOf(whole).map((total, at) => total - sum(counts.map((row) => row[at]!)))
  const table = { counts: left() > 0 ? [...counts, rest] : counts, columnsKnown: true }
  const dear = columns.map((one) => one?.roles.includes('counts') ?? false)
  const hidden = rows.length === 0 ? [] : hideFew(table, dear)
  return (group: string, measure: Measure): Part => {
    const row = rows.findIndex(({ value }) => value === group)
    const at = sorted.measures.indexOf(measure)
    if (row < 0 || at < 0) return null
    const places = (role: string) => columns.flatMap((one, column) => (one?.roles[at] === role ? [column] : []))
    const isCounted = sorted.classes.every(({ roles, hidden: unsaid }) => roles[at] !== 'counts' || !unsaid)
    if (!isCounted || places('counts').some((column) => hidden[row]![column])) return null
    const out = places('left out')
    const wanted = (measure.leavesOut ?? []).length > 0
    const kept = wanted && (out.length === 0 || out.some((column) => hidden[row]![column]))
    const base = answeredIn(rows[row]!.tally) - (kept ? 0 : sum(out.map((column) => counts[row]![column]!)))
    const count = sum(places('counts').map((column) => counts[row]![column]!))
    return base >= FEWEST ? { count, n: base, kept } : null
  }
}
