const DEPTH = 20
const QUOTE = 34
const BACKSLASH = 92

/** The index of the quote that ends the string begun at `start`, or -1. */
const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at += 1
    else if (code === QUOTE) return at
  }
  return -1
}

/**
 * Whether a JSON text nests at most 20 levels and names no key twice in one object. JSON.parse would keep the last of two
 * equal keys in silence, and very deep texts exhaust the stack of whoever walks the value. Says nothing of its grammar.
 */
export const hasPlainShape = (text: string): boolean => {
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (char === '{' || char === '[') {
      if (open.length === DEPTH) return false
      open.push(char === '{' ? new Set() : null)
    } else if (char === '}' || char === ']') open.pop()
    else if (char === '"') {
      const end = endOfString(text, at)
      if (end === -1) return true
      const keys = open.at(-1)
      if (keys && /^\s*:/.test(text.slice(end + 1, end + 33))) {
        const raw = text.slice(at, end + 1)
        // An escaped key is the same key: "st\u0061tus" is status.
        const key = raw.includes('\\') ? unescaped(raw) : raw
        if (keys.has(key)) return false
        keys.add(key)
      }
      at = end
    }
  }
  return true
}

const unescaped = (raw: string): string => {
  try {
    return `"${JSON.parse(raw)}"`
  } catch {
    return raw
  }
}
