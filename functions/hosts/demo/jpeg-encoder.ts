import type { Picture } from './picture.ts'

/** T.81 Annex K.1, and the order in which a block's 64 values are written. */
const QUANT = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
]
const ZIGZAG = Array.from({ length: 64 }, (_, at) => at).sort((a, b) => {
  const [i, j] = [(a >> 3) + (a & 7), (b >> 3) + (b & 7)]
  return i - j || (i % 2 ? (a >> 3) - (b >> 3) : (a & 7) - (b & 7))
})
const COSINES = Float64Array.from({ length: 64 }, (_, at) => {
  const [u, x] = [at >> 3, at & 7]
  return Math.cos(((2 * x + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1) * 0.5
})

/** Code lengths of T.81 Annex K.3; the frequent run/size pairs come first, the others in order. */
const DC = { counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }
const FREQUENT = [
  1, 2, 3, 0, 4, 0x11, 5, 0x12, 0x21, 0x31, 0x41, 6, 0x13, 0x51, 0x61, 7, 0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 8,
]
const ALL = [0xf0, ...Array.from({ length: 160 }, (_, at) => (Math.floor(at / 10) << 4) | ((at % 10) + 1))]
const AC = {
  counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
  values: [...FREQUENT, ...ALL.filter((pair) => !FREQUENT.includes(pair))],
}
type Table = { counts: number[]; values: number[] }

const codesOf = ({ counts, values }: Table) => {
  const codes: { code: number; length: number }[] = []
  let [code, at] = [0, 0]
  counts.forEach((count, index) => {
    for (let n = 0; n < count; n++) codes[values[at++]!] = { code: code++, length: index + 1 }
    code <<= 1
  })
  return codes
}

const segment = (marker: number, ...body: number[]) => [
  0xff,
  marker,
  (body.length + 2) >> 8,
  (body.length + 2) & 255,
  ...body,
]

/** Forward transform of one block, by rows and then by columns, quantised and in writing order. */
const transform = (block: Float64Array, half: Float64Array, quant: number[], values: Int32Array) => {
  for (let row = 0; row < 64; row += 8)
    for (let u = 0; u < 64; u += 8) {
      let sum = 0
      for (let x = 0; x < 8; x++) sum += block[row + x]! * COSINES[u + x]!
      half[row + (u >> 3)] = sum
    }
  for (let to = 0; to < 64; to++) {
    const at = ZIGZAG[to]!
    const [v, u] = [at & 56, at & 7]
    let sum = 0
    for (let y = 0; y < 8; y++) sum += half[y * 8 + u]! * COSINES[v + y]!
    values[to] = Math.round(sum / quant[at]!)
  }
}

/** A picture as a baseline JPEG without subsampling and without a word about where it came from; `coarse` as T.81 scales its tables. */
export const encodeJpeg = ({ width, height, rgb }: Picture, coarse = 0.5): Uint8Array<ArrayBuffer> => {
  const quant = QUANT.map((step) => Math.max(1, Math.round(step * coarse)))
  const table = (slot: number, { counts, values }: Table) => segment(0xc4, slot, ...counts, ...values)
  const out: number[] = [
    0xff,
    0xd8,
    ...segment(0xe0, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0),
    ...segment(0xdb, 0, ...ZIGZAG.map((at) => quant[at]!)),
    ...segment(0xc0, 8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 17, 0, 2, 17, 0, 3, 17, 0),
    ...table(0, DC),
    ...table(16, AC),
    ...segment(0xda, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0),
  ]
  const [dc, ac] = [codesOf(DC), codesOf(AC)]
  let [bits, held] = [0, 0]
  const write = (value: number, length: number) => {
    for (let at = length - 1; at >= 0; at--) {
      bits = (bits << 1) | ((value >> at) & 1)
      if (++held < 8) continue
      out.push(bits)
      if (bits === 0xff) out.push(0)
      ;[bits, held] = [0, 0]
    }
  }
  const sizeOf = (value: number) => 32 - Math.clz32(Math.abs(value))
  const number = (value: number, size: number) => write(value < 0 ? value + (1 << size) - 1 : value, size)
  const previous = [0, 0, 0]
  const [block, half, values] = [new Float64Array(64), new Float64Array(64), new Int32Array(64)]
  for (let top = 0; top < height; top += 8)
    for (let left = 0; left < width; left += 8)
      for (let part = 0; part < 3; part++) {
        for (let at = 0; at < 64; at++) {
          const from = (Math.min(height - 1, top + (at >> 3)) * width + Math.min(width - 1, left + (at & 7))) * 3
          const [r, g, b] = [rgb[from]!, rgb[from + 1]!, rgb[from + 2]!]
          const luma = 0.299 * r + 0.587 * g + 0.114 * b
          block[at] = part === 0 ? luma - 128 : part === 1 ? (b - luma) * 0.564 : (r - luma) * 0.713
        }
        transform(block, half, quant, values)
        const change = values[0]! - previous[part]!
        previous[part] = values[0]!
        write(dc[sizeOf(change)]!.code, dc[sizeOf(change)]!.length)
        number(change, sizeOf(change))
        let zeros = 0
        const last = values.findLastIndex((value) => value !== 0)
        for (let at = 1; at <= last; at++) {
          const value = values[at]!
          if (value === 0) {
            zeros++
            continue
          }
          for (; zeros > 15; zeros -= 16) write(ac[0xf0]!.code, ac[0xf0]!.length)
          const pair = ac[(zeros << 4) | sizeOf(value)]!
          write(pair.code, pair.length)
          number(value, sizeOf(value))
          zeros = 0
        }
        if (last < 63) write(ac[0]!.code, ac[0]!.length)
      }
  if (held > 0) write((1 << (8 - held)) - 1, 8 - held)
  out.push(0xff, 0xd9)
  return Uint8Array.from(out)
}
