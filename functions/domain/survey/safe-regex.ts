/** Longest pattern of a regex validator, and the longest answer it is tried on: together they bound how long a try takes. */
export const PATTERN = { length: 200, answer: 200, open: 3 }

const QUANTIFIER = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/
/** A class, an escape, an opening or closing of a group, an alternative, or any other character. */
const PIECE = /^(?:\[(?:\\.|[^\]\\])*\]|\\.|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\)|\||[^])/u

/**
 * Whether a pattern may be tried on what a stranger wrote: it compiles, refers to no earlier group, nests no repetition
 * in another, repeats no alternatives, and has at most three repetitions without a small bound. Never throws.
 */
export const isSafePattern = (pattern: string): boolean => {
  if (pattern.length > PATTERN.length || /\\(?:[1-9]|k)|\(\?<[=!]/.test(pattern)) return false
  const groups: boolean[] = [] // for each open group, whether it repeats or chooses
  let [open, rest] = [0, pattern]
  while (rest !== '') {
    const piece = PIECE.exec(rest)![0]
    rest = rest.slice(piece.length)
    if (piece.startsWith('(')) {
      groups.push(false)
      continue
    }
    const inner = piece === ')' ? (groups.pop() ?? false) : false
    const [repeats, least, range, most] = QUANTIFIER.exec(rest) ?? []
    rest = rest.slice(repeats?.length ?? 0)
    const fixed = least !== undefined && range === undefined
    const bounded = fixed ? Number(least) < 100 : /^\?/.test(repeats ?? '?') || (most ? Number(most) < 20 : false)
    if (!bounded) open += 1
    if (inner && repeats && !repeats.startsWith('?')) return false
    // What a group holds, the group around it holds too.
    if ((inner || repeats || piece === '|') && groups.length > 0) groups[groups.length - 1] = true
  }
  if (open > PATTERN.open) return false
  try {
    return new RegExp(pattern) instanceof RegExp
  } catch {
    return false
  }
}
