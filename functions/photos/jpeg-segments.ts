import { readOrientation, tiffWithOrientation } from './orientation.ts'
import { says, viewOf } from './sheet.ts'

/** What the segments before the first scan say about how to show the picture. */
export type Presentation = { jfif: boolean; orientation: number | undefined; adobe: number | undefined }

export type Frame = { width: number; height: number; components: number[] }

/** Notes the three facts worth keeping from an APPn segment (`n` 0–15); everything else in it is forgotten. */
export function notePresentation(shown: Presentation, n: number, body: Uint8Array): void {
  // CIFF (Canon) and JFXX (a thumbnail) also travel in APP0: only the name JFIF counts.
  if (n === 0 && body.length >= 14 && says(body, 0, 'JFIF\0')) shown.jfif = true
  if (n === 1 && says(body, 0, 'Exif\0\0')) shown.orientation ??= readOrientation(body.subarray(6))
  if (n === 14 && body.length >= 12 && says(body, 0, 'Adobe')) shown.adobe = body[11]
}

/** SOI and, made anew, the segments that a decoder needs to show colours and the upright side: JFIF, Exif, Adobe. */
export function headOf({ jfif, orientation = 1, adobe }: Presentation): number[][] {
  const segment = (marker: number, name: string, rest: number[]) => {
    const length = 2 + name.length + rest.length
    return [0xff, marker, length >> 8, length & 0xff, ...Array.from(name, (c) => c.charCodeAt(0)), ...rest]
  }
  return [
    [0xff, 0xd8],
    jfif ? segment(0xe0, 'JFIF\0', [1, 1, 0, 0, 1, 0, 1, 0, 0]) : [],
    orientation === 1 ? [] : segment(0xe1, 'Exif\0\0', tiffWithOrientation(orientation)),
    adobe === undefined ? [] : segment(0xee, 'Adobe', [0, 100, 0, 0, 0, 0, adobe]),
  ]
}

/** The frame header (T.81 B.2.2) of 8-bit pictures of 1, 3 or 4 components, or null. Height 0: DNL tells it later. */
export function readFrame(body: Uint8Array): Frame | null {
  const view = viewOf(body)
  const count = view.getUint8(5)
  if (view.getUint8(0) !== 8 || ![1, 3, 4].includes(count) || body.length !== 6 + 3 * count) return null
  const components: number[] = []
  for (let at = 6; at < body.length; at += 3) {
    const sampling = view.getUint8(at + 1)
    const [across, down] = [sampling >> 4, sampling & 15]
    if (across < 1 || across > 4 || down < 1 || down > 4 || view.getUint8(at + 2) > 3) return null
    components.push(view.getUint8(at))
  }
  return { width: view.getUint16(3), height: view.getUint16(1), components }
}

/** A scan header (T.81 B.2.3) that speaks of components of this frame. */
export function isScan(body: Uint8Array, frame: Frame): boolean {
  const view = viewOf(body)
  const count = view.getUint8(0)
  if (count < 1 || count > frame.components.length || body.length !== 4 + 2 * count) return false
  for (let i = 0; i < count; i += 1) if (!frame.components.includes(view.getUint8(1 + 2 * i))) return false
  const [from, to] = [view.getUint8(1 + 2 * count), view.getUint8(2 + 2 * count)]
  return from <= to && to <= 63
}

/** Quantization tables (T.81 B.2.4.1) from the first byte to the last, so that nothing can hide behind them. */
export function areQuantizationTables(body: Uint8Array): boolean {
  const view = viewOf(body)
  let at = 0
  while (at < body.length) {
    const kind = view.getUint8(at)
    if (kind >> 4 > 1 || (kind & 15) > 3) return false
    at += kind >> 4 === 1 ? 129 : 65
  }
  return at === body.length && at > 0
}

/** Huffman tables (T.81 B.2.4.2) from the first byte to the last. */
export function areHuffmanTables(body: Uint8Array): boolean {
  const view = viewOf(body)
  let at = 0
  while (at < body.length) {
    const kind = view.getUint8(at)
    if (kind >> 4 > 1 || (kind & 15) > 3) return false
    let codes = 0
    for (let i = 1; i <= 16; i += 1) codes += view.getUint8(at + i)
    if (codes > 256) return false
    at += 17 + codes
  }
  return at === body.length && at > 0
}
