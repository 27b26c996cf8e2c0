import { viewOf } from './sheet.ts'

/** Four tables of 256: the n-th moves a byte n places further, so that four bytes cost one step, not four. */
const TABLES = new Uint32Array(4 * 256)
for (let n = 0; n < TABLES.length; n += 1) {
  let c = n < 256 ? n : (TABLES[n - 256] ?? 0)
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  TABLES[n] = c
}

const look = (table: number, byte: number): number => TABLES[256 * table + (byte & 0xff)] as number

/** The CRC of PNG chunks (PNG Third Edition, 5.5 and Annex D), unsigned. Linear. */
export function crc32(bytes: Uint8Array): number {
  const view = viewOf(bytes)
  let c = 0xffffffff
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    c ^= view.getUint32(at, true)
    c = look(3, c) ^ look(2, c >>> 8) ^ look(1, c >>> 16) ^ look(0, c >>> 24)
  }
  for (; at < bytes.length; at += 1) c = look(0, c ^ view.getUint8(at)) ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}
