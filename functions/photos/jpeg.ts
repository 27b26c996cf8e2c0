import { done, type Outcome } from '../domain/outcome.ts'
import {
  areHuffmanTables,
  areQuantizationTables,
  headOf,
  isScan,
  notePresentation,
  readFrame,
  type Frame,
  type Presentation,
} from './jpeg-segments.ts'
import { asShown } from './orientation.ts'
import { MAX_PARTS, refusedAsBroken, refusedAsTooManyPixels, tooManyPixels, type CleanPhoto } from './photo.ts'
import { blankSheet, bound, copyTo, viewOf } from './sheet.ts'

const [SOF0, SOF2, DHT, EOI, SOS, DQT, DNL, DRI] = [0xc0, 0xc2, 0xc4, 0xd9, 0xda, 0xdb, 0xdc, 0xdd]
const [APP0, APP15, COM] = [0xe0, 0xef, 0xfe]

// A decoder walks all pixels once per scan; cameras and optimisers write a dozen at most.
const MAX_SCANS = 64

/**
 * A baseline, extended or progressive Huffman JPEG (ITU-T T.81 Annex B) with nothing left but its picture: tables,
 * frame and scans byte for byte, and of the rest only JFIF, Adobe's colour transform and the orientation, each made
 * anew. All other APPn (Exif, XMP, IPTC, ICC, MPF, CIFF), comments and whatever follows EOI are gone.
 * Refuses with `photo.too_many_pixels` or `photo.broken`. Throws RangeError when the file is cut off.
 */
export function cleanJpeg(bytes: Uint8Array): Outcome<CleanPhoto> {
  const view = viewOf(bytes)
  const shown: Presentation = { jfif: false, orientation: undefined, adobe: undefined }
  const kept = blankSheet(bytes.length)
  let frame: Frame | null = null
  let heightAt = 0
  let scans = 0
  let at = 2
  for (let parts = 0; ; parts += 1) {
    if (parts > MAX_PARTS || view.getUint8(at) !== 0xff) return refusedAsBroken()
    // Any marker may be preceded by fill bytes (B.1.1.2).
    while (view.getUint8(at) === 0xff) at += 1
    const marker = view.getUint8(at)
    if (marker === EOI) break
    const [start, end] = [at + 3, at + 1 + view.getUint16(at + 1)]
    if (end < start || end > bytes.length) return refusedAsBroken()
    const body = bytes.subarray(start, end)
    const segment = bytes.subarray(start - 4, end)
    at = end

    if (marker >= APP0 && marker <= APP15) {
      if (scans === 0) notePresentation(shown, marker - APP0, body)
    } else if (marker >= SOF0 && marker <= SOF2) {
      if (frame) return refusedAsBroken()
      frame = readFrame(body)
      if (!frame) return refusedAsBroken()
      if (tooManyPixels(frame.width, frame.height || 1)) return refusedAsTooManyPixels()
      heightAt = kept.used + 5
      copyTo(kept, segment)
    } else if (marker === SOS) {
      scans += 1
      if (!frame || !isScan(body, frame) || scans > MAX_SCANS) return refusedAsBroken()
      at = endOfScan(bytes, end)
      if (at === end) return refusedAsBroken()
      copyTo(kept, segment)
      copyTo(kept, bytes.subarray(end, at))
    } else if (marker === DNL) {
      if (!frame || scans !== 1 || body.length !== 2) return refusedAsBroken()
      // Few decoders know DNL (B.2.5), so a height told late is written where all of them look.
      if (frame.height === 0) {
        frame.height = viewOf(body).getUint16(0)
        kept.page.set(body, heightAt)
      }
    } else if (marker === DQT || marker === DHT || marker === DRI) {
      const sound =
        marker === DQT ? areQuantizationTables(body) : marker === DHT ? areHuffmanTables(body) : body.length === 2
      if (!sound) return refusedAsBroken()
      copyTo(kept, segment)
    } else if (marker !== COM) {
      return refusedAsBroken()
    }
  }
  if (!frame || scans === 0) return refusedAsBroken()
  if (tooManyPixels(frame.width, frame.height)) return refusedAsTooManyPixels()
  copyTo(kept, [0xff, EOI])
  const size = asShown(shown.orientation ?? 1, frame.width, frame.height)
  return done({ bytes: bound(headOf(shown), kept), type: 'image/jpeg', ...size })
}

/** Where entropy-coded data ends: at the first FF that is neither stuffed (00), nor a restart marker, nor a fill byte. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length - 1; at += 1) {
    if (bytes[at] !== 0xff) continue
    const next = bytes[at + 1] ?? 0
    if (next !== 0x00 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  throw new RangeError('the scan has no end')
}
