import { viewOf } from './sheet.ts'

const ORIENTATION = 0x0112
const SHORT = 3

/**
 * How the camera was held: 1–8 as in TIFF 6.0 and Exif 2.32, section 4.6.4 A; 1 when nothing readable is said.
 * `tiff` is an Exif body from its byte order mark on. Never throws: an unreadable Exif is no reason to refuse a photo.
 */
export function readOrientation(tiff: Uint8Array): number {
  if (tiff.length < 8) return 1
  const view = viewOf(tiff)
  const order = view.getUint16(0)
  const little = order === 0x4949
  if (!little && order !== 0x4d4d) return 1
  if (view.getUint16(2, little) !== 42) return 1
  const directory = view.getUint32(4, little)
  if (directory + 2 > tiff.length) return 1
  const room = Math.floor((tiff.length - directory - 2) / 12)
  const entries = Math.min(view.getUint16(directory, little), room)
  for (let i = 0; i < entries; i += 1) {
    const entry = directory + 2 + 12 * i
    if (view.getUint16(entry, little) !== ORIENTATION) continue
    // Browsers obey one SHORT only; obeying more here would turn a picture they leave alone.
    if (view.getUint16(entry + 2, little) !== SHORT || view.getUint32(entry + 4, little) !== 1) return 1
    const value = view.getUint16(entry + 8, little)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

/** An Exif body of our own (26 bytes, TIFF 6.0) that says the orientation and nothing else. */
export const tiffWithOrientation = (orientation: number): number[] => [
  ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
  ...[0, 1],
  ...[ORIENTATION >> 8, ORIENTATION & 0xff, 0, SHORT, 0, 0, 0, 1, 0, orientation, 0, 0],
  ...[0, 0, 0, 0],
]

/** Width and height as a person sees them: orientations 5–8 lie on their side. */
export const asShown = (orientation: number, width: number, height: number) =>
  orientation >= 5 ? { width: height, height: width } : { width, height }
