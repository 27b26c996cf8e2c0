import { done, type Outcome } from '../domain/outcome.ts'
import { asShown, readOrientation, tiffWithOrientation } from './orientation.ts'
import {
  MAX_PARTS,
  refusedAsAnimated,
  refusedAsBroken,
  refusedAsTooManyPixels,
  tooManyPixels,
  type CleanPhoto,
} from './photo.ts'
import { chunkOf, helpsToShow, isCritical, isIntact, isPalette, readHeader, SIGNATURE } from './png-chunks.ts'
import { blankSheet, bound, copyTo, viewOf } from './sheet.ts'

const FIRST_CHUNK = 8
const AFTER_HEADER = FIRST_CHUNK + 25

/**
 * A still PNG (W3C PNG Third Edition) with nothing left but its picture: IHDR, PLTE, IDAT, IEND and the small chunks
 * that change how it looks (tRNS, gAMA, cHRM, sRGB, sBIT), CRC checked; an eXIf of our own if the original turned the
 * picture. Texts, times, profiles, private chunks and whatever follows IEND are gone.
 * Refuses with `photo.animated`, `photo.too_many_pixels` or `photo.broken`. Throws RangeError when the file is cut off.
 */
export function cleanPng(bytes: Uint8Array): Outcome<CleanPhoto> {
  const view = viewOf(bytes)
  if (view.getUint32(FIRST_CHUNK) !== 13 || nameAt(bytes, FIRST_CHUNK) !== 'IHDR') return refusedAsBroken()
  const headerChunk = bytes.subarray(FIRST_CHUNK, AFTER_HEADER)
  const header = readHeader(headerChunk.subarray(8, 21))
  if (!header) return refusedAsBroken()
  if (tooManyPixels(header.width, header.height)) return refusedAsTooManyPixels()
  if (!isIntact(headerChunk)) return refusedAsBroken()

  const kept = blankSheet(bytes.length)
  const helpful = new Set<string>()
  let orientation: number | undefined
  let paletteEntries = 0
  let image: 'awaited' | 'begun' | 'over' = 'awaited'
  let imageBytes = 0
  let at = AFTER_HEADER
  for (let parts = 0; ; parts += 1) {
    if (parts > MAX_PARTS) return refusedAsBroken()
    const length = view.getUint32(at)
    const end = at + 12 + length
    if (end > bytes.length) return refusedAsBroken()
    const name = nameAt(bytes, at)
    const chunk = bytes.subarray(at, end)
    at = end
    if (image === 'begun' && name !== 'IDAT') image = 'over'

    if (name === 'IEND') break
    if (name === 'acTL') return refusedAsAnimated()
    if (name === 'IDAT') {
      // The image data is one stream: its chunks stand together (5.6).
      if (image === 'over' || !isIntact(chunk)) return refusedAsBroken()
      if (header.colour === 3 && paletteEntries === 0) return refusedAsBroken()
      image = 'begun'
      imageBytes += length
      copyTo(kept, chunk)
    } else if (name === 'PLTE') {
      if (image !== 'awaited' || paletteEntries > 0 || !isIntact(chunk)) return refusedAsBroken()
      // Elsewhere than in colour type 3 it is only a suggestion, and nobody takes it.
      if (header.colour === 3) {
        if (!isPalette(length, header)) return refusedAsBroken()
        paletteEntries = length / 3
        copyTo(kept, chunk)
      }
    } else if (isCritical(name)) {
      return refusedAsBroken()
    } else if (image !== 'awaited') {
      // Too late: browsers do not turn a picture for an eXIf that follows the image data, and the others may not.
      continue
    } else if (name === 'eXIf') {
      orientation ??= readOrientation(chunk.subarray(8, -4))
    } else if (!helpful.has(name) && helpsToShow(name, length, header, paletteEntries) && isIntact(chunk)) {
      helpful.add(name)
      copyTo(kept, chunk)
    }
  }
  if (imageBytes === 0) return refusedAsBroken()
  copyTo(kept, chunkOf('IEND', []))
  const turned = orientation !== undefined && orientation !== 1 ? chunkOf('eXIf', tiffWithOrientation(orientation)) : []
  const size = asShown(orientation ?? 1, header.width, header.height)
  return done({ bytes: bound([SIGNATURE, headerChunk, turned], kept), type: 'image/png', ...size })
}

const nameAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at + 4, at + 8))
