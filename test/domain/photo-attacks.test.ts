import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inspectPhoto, PHOTO } from '../../functions/photos/inspect-photo.ts'
import { ascii, big16, big32, joined, little32 } from '../fixtures/bytes.ts'
import { draw, segment } from '../fixtures/jpeg-writer.ts'
import { altered, jpegPhoto, pngPhoto, tellTalePhoto, webpPhoto } from '../fixtures/photos.ts'
import { pngChunk } from '../fixtures/png-writer.ts'
import { losslessOfOneColour, riffChunk } from '../fixtures/webp-writer.ts'

const photos = {
  jpeg: tellTalePhoto({ orientation: 6 }),
  progressive: jpegPhoto({ progressive: true, restart: 2, width: 64, height: 48 }),
  png: pngPhoto({ texts: true, orientation: 8 }),
  webp: webpPhoto({ xmp: true, icc: true, orientation: 3 }),
  lossy: webpPhoto({ lossy: true, orientation: 5 }),
}
const NAMES = ['jpeg', 'progressive', 'png', 'webp', 'lossy'] as const
const verdict = (bytes: Uint8Array) => {
  const outcome = inspectPhoto(bytes)
  return outcome.ok ? 'accepted' : outcome.issues[0]?.code
}
const claims = (photo: Uint8Array, width: number, height: number) =>
  altered(photo, [8, ...big16(24), ...big16(32), 3], [8, ...big16(height), ...big16(width), 3])
const pngClaims = (width: number, height: number) =>
  joined(pngPhoto().slice(0, 8), pngChunk('IHDR', big32(width), big32(height), [8, 3, 0, 0, 0]), pngPhoto().slice(33))
const webpOf = (...chunks: Uint8Array[]) => {
  const body = joined(...chunks)
  return joined(ascii('RIFF'), little32(4 + body.length), ascii('WEBP'), body)
}

test('a small file that claims a huge picture is refused by its header', () => {
  // prettier-ignore
  const sizes: [number, number][] = [[64_250, 64_250], [12_001, 8], [8, 12_001], [12_000, 3_334], [0, 24], [32, 0]]
  for (const [width, height] of sizes) {
    expect(verdict(claims(jpegPhoto(), width, height)), `${width} × ${height}`).toBe('photo.too_many_pixels')
    expect(verdict(pngClaims(width, height)), `${width} × ${height}`).toBe('photo.too_many_pixels')
  }
  expect(verdict(claims(jpegPhoto(), 64_250, 64_250).slice(0, 200))).toBe('photo.too_many_pixels')
  expect(verdict(pngClaims(0xffffffff, 0xffffffff))).toBe('photo.too_many_pixels')
  expect(verdict(webpPhoto({ width: 16_384, height: 16_384 }))).toBe('photo.too_many_pixels')
  expect(verdict(webpPhoto({ width: 12_000, height: 3_334 }))).toBe('photo.too_many_pixels')
})

test('40 megapixels and 12 000 pixels a side are still taken', () => {
  const side = PHOTO.maxPixels / 8_000
  expect(verdict(claims(jpegPhoto(), 8_000, side))).toBe('accepted')
  expect(verdict(pngClaims(12_000, 3_333))).toBe('accepted')
  expect(verdict(webpPhoto({ width: 12_000, height: 3_333 }))).toBe('accepted')
})

test('a photo cut off anywhere is broken, never a failure of ours', () => {
  for (const name of NAMES) {
    // What follows the picture of the tell-tale JPEG may be missing: it would be cut off anyway.
    const whole = name === 'jpeg' ? tellTalePhoto({ mpf: false, trailer: '' }) : photos[name]
    expect([name, verdict(whole)]).toEqual([name, 'accepted'])
    for (let part = 1; part < 50; part += 1) {
      const cut = whole.slice(0, Math.floor((whole.length * part) / 50))
      const expected = cut.length < 12 ? /^photo\.(wrong_type|broken)$/ : /^photo\.broken$/
      expect(verdict(cut), `${name}, ${part} fiftieths`).toMatch(expected)
    }
  }
})

test('a photo altered at random is refused, or comes out clean for good', () => {
  const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) })
  const splice = fc.record({ from: fc.nat(), length: fc.nat({ max: 80 }), to: fc.nat() })
  fc.assert(
    fc.property(
      fc.constantFrom(...NAMES),
      fc.array(change, { maxLength: 6 }),
      fc.option(splice),
      (name, changes, copied) => {
        const bytes = photos[name].slice()
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte
        const from = copied ? copied.from % bytes.length : 0
        if (copied) bytes.copyWithin(copied.to % bytes.length, from, from + copied.length)
        const outcome = inspectPhoto(bytes)
        if (outcome.ok) expect(inspectPhoto(outcome.value.bytes)).toEqual(outcome)
        else expect(outcome.issues[0]?.code).toMatch(/^photo\.[a-z_]+$/)
      },
    ),
    { numRuns: 600 },
  )
})

test('random bytes behind a true beginning are never a failure of ours', () => {
  const beginnings = [[0xff, 0xd8, 0xff], Array.from(pngPhoto().slice(0, 33)), Array.from(webpPhoto().slice(0, 12))]
  fc.assert(
    fc.property(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 400 }), (beginning, rest) => {
      expect(verdict(joined(beginning, rest))).toMatch(/^photo\./)
    }),
    { numRuns: 300 },
  )
})

test('a length that points far outside the file leads nowhere', () => {
  const png = pngPhoto()
  for (const length of [0x7fffffff, 0xffffffff, png.length]) {
    expect(verdict(altered(png, [...big32(4), ...ascii('gAMA')], big32(length)))).toBe('photo.broken')
    expect(verdict(altered(webpPhoto({ xmp: true }), ascii('XMP '), [...ascii('XMP '), ...little32(length)]))).toBe(
      'photo.broken',
    )
    expect(verdict(altered(webpPhoto(), ascii('RIFF'), [...ascii('RIFF'), ...little32(length)]))).toBe('photo.broken')
  }
  expect(verdict(altered(png, [...big32(0), ...ascii('IEND')], big32(5)))).toBe('photo.broken')
  expect(verdict(altered(jpegPhoto(), [0xff, 0xdb, 0, 67], [0xff, 0xdb, 0xff, 0xff]))).toBe('photo.broken')
  expect(verdict(altered(jpegPhoto(), [0xff, 0xdb, 0, 67], [0xff, 0xdb, 0, 1]))).toBe('photo.broken')
})

test('a damaged part that the picture needs is noticed', () => {
  const png = pngPhoto()
  expect(verdict(altered(png, ascii('IDAT\x78'), ascii('IDAT\x79')))).toBe('photo.broken')
  expect(verdict(altered(png, [200, 40, 40], [200, 40, 41]))).toBe('photo.broken')
  const secondFrame = segment(0xc0, [8], big16(24), big16(32), [3], [1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0])
  const picture = draw({ width: 32, height: 24 })
  expect(verdict(joined([0xff, 0xd8], secondFrame, picture, [0xff, 0xd9]))).toBe('photo.broken')
  expect(verdict(joined([0xff, 0xd8], jpegPhoto()))).toBe('photo.broken')
})

test('tables cannot carry a stowaway', () => {
  const hidden = (marker: number, body: number[]) =>
    verdict(joined([0xff, 0xd8], segment(marker, body, ascii('\0secret')), jpegPhoto().slice(2)))
  expect(hidden(0xdb, [0, ...Array<number>(64).fill(1)])).toBe('photo.broken')
  expect(hidden(0xc4, [0x10, 1, ...Array<number>(15).fill(0), 0])).toBe('photo.broken')
  expect(hidden(0xdd, [0, 4])).toBe('photo.broken')
})

test('hundreds of scans or thousands of parts only keep viewers busy, and are refused', () => {
  const photo = jpegPhoto()
  const scan = photo.slice(
    photo.findIndex((b, i) => b === 0xff && photo[i + 1] === 0xda),
    -2,
  )
  const many = Array.from({ length: 100 }, () => scan)
  expect(verdict(joined(photo.slice(0, -2), ...many, [0xff, 0xd9]))).toBe('photo.broken')
  const comments = Uint8Array.from({ length: 4 * 30_000 }, (_, i) => [0xff, 0xfe, 0, 2][i % 4] ?? 0)
  expect(verdict(joined([0xff, 0xd8], comments, photo.slice(2)))).toBe('photo.broken')
})

test('a WebP whose canvas and picture disagree is refused', () => {
  const picture = riffChunk('VP8L', losslessOfOneColour(32, 24))
  const canvas = riffChunk('VP8X', [0, 0, 0, 0, 99, 0, 0, 99, 0, 0])
  expect(verdict(webpOf(picture))).toBe('accepted')
  expect(verdict(webpOf(canvas, picture))).toBe('photo.broken')
  expect(verdict(webpOf(canvas))).toBe('photo.broken')
  expect(verdict(webpOf())).toBe('photo.broken')
})
