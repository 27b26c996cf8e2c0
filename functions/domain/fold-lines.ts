const LONGEST = 75
const encoder = new TextEncoder()

/** One content line in pieces of at most 75 octets, a space before each piece but the first; no character is cut. */
const foldLine = (line: string): string => {
  const pieces: string[] = []
  let piece = ''
  let length = 0
  for (const character of line) {
    const octets = encoder.encode(character).length
    if (length + octets > LONGEST) {
      pieces.push(piece)
      piece = ' '
      length = 1
    }
    piece += character
    length += octets
  }
  return [...pieces, piece].join('\r\n')
}

/**
 * An iCalendar text folded as RFC 5545, 3.1 asks: lines of at most 75 octets. Takes text that was folded by characters,
 * as ts-ics does, which leaves Chinese lines three times too long and may cut an emoji in two.
 */
export const foldLines = (text: string): string =>
  text
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .map(foldLine)
    .join('\r\n')
