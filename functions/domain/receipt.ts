import { withoutInvisible } from './text.ts'

/** Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const RECEIPT_BYTES = 15

/** Bytes in base 32, five bits a character; a length that is a multiple of five bytes leaves no rest. */
export const base32 = (bytes: Uint8Array): string => {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(held >> bits) & 31]
    }
  }
  return text
}

/** Groups of four characters, joined by hyphens, as every code is shown. */
export const inGroups = (code: string): string => code.replace(/.{4}(?=.)/g, '$&-')

/** The receipt code of 15 bytes (120 bits): six groups of four characters, joined by hyphens. */
export const formatReceipt = (bytes: Uint8Array): string => inGroups(base32(bytes.subarray(0, RECEIPT_BYTES)))

/**
 * The code of so many characters in a text somebody typed, in groups of four, or null when it is none.
 * Forgives lower case, spaces, hyphens, full-width characters, O for 0, I and L for 1.
 */
export const readCode = (typed: string, length: number): string | null => {
  if (typed.length > 200) return null
  const code = withoutInvisible(typed.normalize('NFKC'))
    .replace(/[\s\u2010-\u2015\u2212._-]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return code.length === length && /^[0-9A-HJKMNP-TV-Z]+$/.test(code) ? inGroups(code) : null
}

/** The receipt code in a text somebody typed, as `formatReceipt` writes it, or null: see `readCode`. */
export const readReceipt = (typed: string): string | null => readCode(typed, 24)
