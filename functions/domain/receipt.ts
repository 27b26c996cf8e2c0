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

/** The receipt code of 15 bytes (120 bits): six groups of four characters, joined by hyphens. */
export const formatReceipt = (bytes: Uint8Array): string =>
  base32(bytes.subarray(0, RECEIPT_BYTES)).replace(/.{4}(?=.)/g, '$&-')

/**
 * The receipt code in a text somebody typed, as `formatReceipt` writes it, or null when it is none.
 * Forgives lower case, spaces, hyphens, full-width characters, O for 0, I and L for 1.
 */
export const readReceipt = (typed: string): string | null => {
  if (typed.length > 200) return null
  const code = withoutInvisible(typed.normalize('NFKC'))
    .replace(/[\s\u2010-\u2015\u2212._-]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{24}$/.test(code) ? code.replace(/.{4}(?=.)/g, '$&-') : null
}
