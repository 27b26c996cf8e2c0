import * as v from 'valibot'

/** What a request says when it is not of the shape a form of ours sends; nothing a person typed is to blame. */
export const MALFORMED = 'request.malformed'

// NUL and the other C0 controls but tab and line feed, embeddings and isolates that turn text around, half characters:
// databases cut or mangle them, and a reader is shown something else than what is stored.
const STRANGE = /[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u
// Zero-width characters, soft hyphen and byte order mark: nobody sees them, and they make two equal names differ.
const INVISIBLE = /[\u00ad\u180e\u200b-\u200d\u2060\ufeff]/gu

export const isClean = (text: string): boolean => !STRANGE.test(text)
export const withoutInvisible = (text: string): string => text.replace(INVISIBLE, '')

/** Length as people count: code points, not UTF-16 units. */
export const countOf = (text: string): number => {
  let n = 0
  for (const _ of text) n += 1
  return n
}

type Lengths = { min: number; max: number }
const within = <F extends string>({ min, max }: Lengths, field: F) =>
  [
    v.check<string, string>((text) => text === '' || countOf(withoutInvisible(text)) >= min, `${field}.too_short`),
    v.check<string, string>((text) => countOf(text) <= max, `${field}.too_long`),
  ] as const

/**
 * Several lines a person wrote: NFC, line ends as \n, trimmed, `min`–`max` code points or empty.
 * Codes: `text.strange_characters`, `<field>.too_short`, `<field>.too_long`.
 */
export const lines = (lengths: Lengths, field: string) =>
  v.pipe(
    v.optional(v.string(MALFORMED), ''),
    v.transform((text) => text.replace(/\r\n?/g, '\n').normalize('NFC')),
    v.check(isClean, 'text.strange_characters'),
    v.transform((text) => text.trim()),
    ...within(lengths, field),
  )

/** One line a person wrote: as `lines`, and a tab or line end in it is `text.line_break`. */
export const line = (lengths: Lengths, field: string) =>
  v.pipe(
    v.optional(v.string(MALFORMED), ''),
    v.transform((text) => text.normalize('NFC')),
    v.check(isClean, 'text.strange_characters'),
    v.transform((text) => text.trim()),
    v.check((text) => !/[\t\n\u0085\u2028\u2029]/.test(text), 'text.line_break'),
    ...within(lengths, field),
  )
