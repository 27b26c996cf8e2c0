import { done, type Outcome } from '../domain/outcome.ts'
import { readOrientation, tiffWithOrientation } from './orientation.ts'
import {
  MAX_PARTS,
  refusedAsAnimated,
  refusedAsBroken,
  refusedAsTooManyPixels,
  tooManyPixels,
  type CleanPhoto,
} from './photo.ts'
import { blankSheet, bound, copyTo, says, viewOf } from './sheet.ts'

type Size = { width: number; height: number }
type Picture = Size & { alpha: boolean }

const [ALPHA, EXIF] = [0x10, 0x08]

/**
 * A still WebP (RFC 9649) with nothing left but its picture: `VP8 ` or `VP8L`, `ALPH`, and a `VP8X` and `EXIF` of our own
 * where transparency or orientation need them. ICC, Exif, XMP, unknown chunks and whatever follows the RIFF are gone.
 * No browser turns a WebP by its Exif, which stands behind the picture, so width and height are those of the canvas; the
 * orientation is kept for the programs that do.
 * Refuses with `photo.animated`, `photo.too_many_pixels` or `photo.broken`. Throws RangeError when the file is cut off.
 */
export function cleanWebp(bytes: Uint8Array): Outcome<CleanPhoto> {
  const view = viewOf(bytes)
  const riffEnd = 8 + view.getUint32(4, true)
  if (riffEnd > bytes.length) return refusedAsBroken()
  const kept = blankSheet(bytes.length + 2)
  let canvas: Size | null = null
  let picture: Picture | null = null
  let alpha: Uint8Array | null = null
  let orientation: number | undefined
  let at = 12
  for (let parts = 0; at + 8 <= riffEnd; parts += 1) {
    if (parts > MAX_PARTS) return refusedAsBroken()
    const name = String.fromCharCode(...bytes.subarray(at, at + 4))
    const end = at + 8 + view.getUint32(at + 4, true)
    if (end > riffEnd) return refusedAsBroken()
    const body = bytes.subarray(at + 8, end)
    // Chunks are padded to even lengths (2.3).
    at = end + (end % 2)

    if (name === 'ANIM' || name === 'ANMF') return refusedAsAnimated()
    if (name === 'VP8X' && !canvas && !picture) {
      if (body.length !== 10) return refusedAsBroken()
      if (((body[0] ?? 0) & 0x02) !== 0) return refusedAsAnimated()
      canvas = { width: 1 + uint24(body, 4), height: 1 + uint24(body, 7) }
      if (tooManyPixels(canvas.width, canvas.height)) return refusedAsTooManyPixels()
    } else if (name === 'ALPH' && canvas && !picture && !alpha) {
      alpha = body
    } else if ((name === 'VP8 ' || name === 'VP8L') && !picture) {
      picture = name === 'VP8 ' ? readLossy(body, alpha !== null) : readLossless(body)
      if (!picture) return refusedAsBroken()
      if (tooManyPixels(picture.width, picture.height)) return refusedAsTooManyPixels()
      // VP8L carries its own transparency.
      if (name === 'VP8 ' && alpha) copyChunk('ALPH', alpha)
      else alpha = null
      copyChunk(name, body)
    } else if (name === 'EXIF' && canvas) {
      // Some writers put JPEG's prefix before the TIFF header.
      orientation ??= readOrientation(body.subarray(says(body, 0, 'Exif\0\0') ? 6 : 0))
    }
  }
  if (!picture) return refusedAsBroken()
  if (canvas && (canvas.width !== picture.width || canvas.height !== picture.height)) return refusedAsBroken()

  const turned = orientation !== undefined && orientation !== 1
  const extended = alpha || turned ? chunkHead('VP8X', 10).concat(canvasOf(picture, turned)) : []
  if (turned) copyChunk('EXIF', tiffWithOrientation(orientation ?? 1))
  const riff = chunkHead('RIFF', 4 + extended.length + kept.used).concat(ascii('WEBP'))
  const { width, height } = picture
  return done({ bytes: bound([riff, extended], kept), type: 'image/webp', width, height })

  function copyChunk(name: string, body: ArrayLike<number>) {
    copyTo(kept, chunkHead(name, body.length))
    copyTo(kept, body)
    if (body.length % 2 === 1) copyTo(kept, [0])
  }
}

/** What a lossy key frame says (RFC 6386, 9.1), or null when it is none. */
function readLossy(body: Uint8Array, alpha: boolean): Picture | null {
  const view = viewOf(body)
  const tag = uint24(body, 0)
  const [isKeyFrame, isShown, firstPartition] = [(tag & 1) === 0, (tag & 0x10) !== 0, tag >> 5]
  if (!isKeyFrame || !isShown || !says(body, 3, '\x9d\x01\x2a') || firstPartition > body.length - 10) return null
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff, alpha }
}

/** What a lossless image header says (RFC 9649, 3.4), or null when it is none. */
function readLossless(body: Uint8Array): Picture | null {
  const bits = viewOf(body).getUint32(1, true)
  if (body[0] !== 0x2f || bits >>> 29 !== 0) return null
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), alpha: ((bits >>> 28) & 1) === 1 }
}

const canvasOf = ({ width, height, alpha }: Picture, turned: boolean): number[] => [
  ...[(alpha ? ALPHA : 0) | (turned ? EXIF : 0), 0, 0, 0],
  ...[width - 1, height - 1].flatMap((side) => [side & 0xff, side >> 8, 0]),
]

const uint24 = (bytes: Uint8Array, at: number) =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)

const ascii = (text: string) => Array.from(text, (c) => c.charCodeAt(0))

const chunkHead = (name: string, n: number) => [...ascii(name), n & 0xff, (n >>> 8) & 0xff, (n >>> 16) & 0xff, n >>> 24]
