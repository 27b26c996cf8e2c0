import { crc32 } from './crc32.ts'
import { says, viewOf } from './sheet.ts'

/** The image header (PNG Third Edition, 11.2.1). `colour` is 0 grey, 2 RGB, 3 palette, 4 grey+alpha, 6 RGB+alpha. */
export type Header = { width: number; height: number; depth: number; colour: number }

const DEPTHS: Record<number, number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 }

/** The header, or null when it is none that a decoder would accept. */
export function readHeader(body: Uint8Array): Header | null {
  if (body.length !== 13) return null
  const view = viewOf(body)
  const [depth, colour] = [view.getUint8(8), view.getUint8(9)]
  if (!DEPTHS[colour]?.includes(depth)) return null
  if (view.getUint8(10) !== 0 || view.getUint8(11) !== 0 || view.getUint8(12) > 1) return null
  return { width: view.getUint32(0), height: view.getUint32(4), depth, colour }
}

/** Whether a small chunk before the image data helps to show it and is exactly as long as it must be (11.3.1, 11.3.2). */
export function helpsToShow(name: string, length: number, { colour }: Header, paletteEntries: number): boolean {
  if (name === 'gAMA') return length === 4
  if (name === 'cHRM') return length === 32
  if (name === 'sRGB') return length === 1
  if (name === 'sBIT') return length === CHANNELS[colour]
  if (name !== 'tRNS') return false
  if (colour === 3) return length >= 1 && length <= paletteEntries
  return (colour === 0 && length === 2) || (colour === 2 && length === 6)
}

/** Whether the palette (11.2.2) fits a picture of this depth. */
export const isPalette = (length: number, { depth }: Header): boolean =>
  length > 0 && length % 3 === 0 && length / 3 <= 2 ** depth

/** Decoders must give up at a chunk they do not know whose first letter is upper case (5.4). */
export const isCritical = (name: string): boolean => /^[A-Z]/.test(name)

/** Whether the four bytes after name and body are their CRC. `chunk` runs from its length field to its CRC. */
export const isIntact = (chunk: Uint8Array): boolean =>
  crc32(chunk.subarray(4, -4)) === viewOf(chunk).getUint32(chunk.length - 4)

/** A chunk of our own, length and CRC included. */
export function chunkOf(name: string, body: number[]): number[] {
  const named = [...Array.from(name, (c) => c.charCodeAt(0)), ...body]
  return [...uint32(body.length), ...named, ...uint32(crc32(Uint8Array.from(named)))]
}

export const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

export const isPng = (bytes: Uint8Array): boolean => says(bytes, 0, String.fromCharCode(...SIGNATURE))

const uint32 = (n: number) => [n >>> 24, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff]
