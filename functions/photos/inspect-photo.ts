import { refused, type Outcome } from '../domain/outcome.ts'
import { cleanJpeg } from './jpeg.ts'
import { PHOTO, refusedAsBroken, refusedAsTooBig, type CleanPhoto } from './photo.ts'
import { isPng } from './png-chunks.ts'
import { cleanPng } from './png.ts'
import { says, viewOf } from './sheet.ts'
import { cleanWebp } from './webp.ts'

export { PHOTO, type CleanPhoto } from './photo.ts'

/**
 * Decides by its bytes alone whether a file is a photo we take, and returns it without place, time, device, thumbnail,
 * text, colour profile or tail. The picture itself is not decoded: its compressed data stays byte for byte, and it is
 * shown the same way up. Inspecting a clean photo changes nothing. Takes time linear in the size, and never throws.
 *
 * Refusals: `photo.empty` · `photo.too_big` (detail megabytes) · `photo.heic` (an iPhone's own format, so that people
 * can be told which setting to change) · `photo.wrong_type` (no JPEG, PNG or WebP) · `photo.too_many_pixels` (detail
 * megapixels, side) · `photo.animated` · `photo.broken` (cut off, or not built as its standard says).
 *
 * Rules: ITU-T T.81 (JPEG), W3C PNG Third Edition, RFC 9649 (WebP), ISO/IEC 23008-12 (HEIF brands).
 */
export function inspectPhoto(bytes: Uint8Array): Outcome<CleanPhoto> {
  if (bytes.length === 0) return refused('photo.empty')
  if (bytes.length > PHOTO.maxBytes) return refusedAsTooBig()
  try {
    if (says(bytes, 0, '\xff\xd8\xff')) return cleanJpeg(bytes)
    if (isPng(bytes)) return cleanPng(bytes)
    if (says(bytes, 0, 'RIFF') && says(bytes, 8, 'WEBP')) return cleanWebp(bytes)
    return refused(isHeic(bytes) ? 'photo.heic' : 'photo.wrong_type')
  } catch {
    // Every read is bounds-checked and throws past the end: the file is shorter than it says.
    return refusedAsBroken()
  }
}

const HEIF_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'mif2', 'msf1']

/** Whether the file type box names a HEIF brand. AVIF shares the box, and `mif1`, but comes from no phone's camera. */
function isHeic(bytes: Uint8Array): boolean {
  if (bytes.length < 12 || !says(bytes, 4, 'ftyp')) return false
  const end = Math.min(viewOf(bytes).getUint32(0), bytes.length, 256)
  const names = (brand: string) => {
    for (let at = 8; at + 4 <= end; at += 4) if (says(bytes, at, brand)) return true
    return false
  }
  return !names('avif') && !names('avis') && HEIF_BRANDS.some(names)
}
