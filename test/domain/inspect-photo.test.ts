import { describe, expect, test } from 'vitest'
import { inspectPhoto, PHOTO, type CleanPhoto } from '../../functions/photos/inspect-photo.ts'
import { altered, heicFile, jpegPhoto, pngPhoto, webpPhoto } from '../fixtures/photos.ts'
import { ascii, big16, indexOf, joined } from '../fixtures/bytes.ts'
import { draw, segment } from '../fixtures/jpeg-writer.ts'
import { ciffNotes, exifBody } from '../fixtures/tell-tale.ts'

const accepted = (bytes: Uint8Array): CleanPhoto => {
  const outcome = inspectPhoto(bytes)
  if (!outcome.ok) throw new Error(`refused: ${outcome.issues[0]?.code}`)
  return outcome.value
}
const refusal = (bytes: Uint8Array) => {
  const outcome = inspectPhoto(bytes)
  return outcome.ok ? 'accepted' : outcome.issues[0]?.code
}
const orientations = [1, 2, 3, 4, 5, 6, 7, 8]

describe('what a resident may send', () => {
  test('a photo is taken for what its bytes are', () => {
    expect(accepted(jpegPhoto())).toMatchObject({ type: 'image/jpeg', width: 32, height: 24 })
    expect(accepted(pngPhoto())).toMatchObject({ type: 'image/png', width: 32, height: 24 })
    expect(accepted(webpPhoto())).toMatchObject({ type: 'image/webp', width: 32, height: 24 })
    expect(accepted(webpPhoto({ lossy: true }))).toMatchObject({ type: 'image/webp', width: 16, height: 16 })
  })

  test('the picture itself stays byte for byte, progressive and with restart markers too', () => {
    for (const drawing of [{}, { progressive: true }, { restart: 2 }, { noise: true }, { noise: true, restart: 3 }]) {
      const size = { width: 64, height: 48 }
      const clean = accepted(jpegPhoto({ ...drawing, ...size, comment: 'gone' }))
      expect(indexOf(clean.bytes, Array.from(draw({ ...drawing, ...size })))).toBeGreaterThan(0)
      expect(Array.from(clean.bytes.slice(-2))).toEqual([0xff, 0xd9])
    }
    expect(indexOf(draw({ width: 64, height: 48, noise: true }), [0xff, 0x00])).toBeGreaterThan(0)
  })

  test('a clean photo passes unchanged', () => {
    for (const photo of [jpegPhoto({ orientation: 3 }), pngPhoto({ orientation: 5 }), webpPhoto({ orientation: 8 })]) {
      const clean = accepted(photo)
      expect(accepted(clean.bytes)).toEqual(clean)
    }
  })

  test('a photo taken upright is as wide and high as the person sees it', () => {
    for (const orientation of orientations) {
      const size = orientation >= 5 ? { width: 24, height: 32 } : { width: 32, height: 24 }
      expect(accepted(jpegPhoto({ orientation }))).toMatchObject(size)
      expect(accepted(pngPhoto({ orientation }))).toMatchObject(size)
    }
  })

  test('browsers do not turn a WebP, nor a PNG told too late, so neither do we', () => {
    expect(accepted(webpPhoto({ orientation: 6 }))).toMatchObject({ width: 32, height: 24 })
    expect(accepted(pngPhoto({ orientation: 6, lateExif: true }))).toMatchObject({ width: 32, height: 24 })
  })

  test('an unreadable or absurd Exif is no reason to refuse a photo', () => {
    const absurd = [exifBody({ orientation: 9 }), ascii('II*\0\xff\xff\xff\xff'), ascii('nonsense'), []]
    for (const exif of absurd) {
      const photo = joined([0xff, 0xd8], segment(0xe1, ascii('Exif\0\0'), exif), jpegPhoto().slice(2))
      expect(accepted(photo)).toMatchObject({ width: 32, height: 24 })
      expect(indexOf(accepted(photo).bytes, 'Exif')).toBe(-1)
    }
  })

  test('a height told only at the end of the scan is written where viewers look for it', () => {
    const late = joined(jpegPhoto().slice(0, -2), [0xff, 0xdc, 0, 4, 0, 24, 0xff, 0xd9])
    const photo = altered(late, [0xff, 0xc0, 0, 17, 8, ...big16(24)], [0xff, 0xc0, 0, 17, 8, 0, 0])
    expect(accepted(photo)).toEqual(accepted(jpegPhoto()))
  })

  test('nothing is made up and nothing kept twice', () => {
    const withoutJfif = joined([0xff, 0xd8], segment(0xe0, ciffNotes()), jpegPhoto().slice(20))
    expect(accepted(withoutJfif).bytes).toEqual(joined([0xff, 0xd8], jpegPhoto().slice(20)))
    const gamma = pngPhoto().slice(33, 33 + 16)
    const twice = joined(pngPhoto().slice(0, 33), gamma, pngPhoto().slice(33))
    expect(accepted(twice)).toEqual(accepted(pngPhoto()))
  })

  test('a photo may be a part of a larger buffer', () => {
    const buffer = joined(ascii('before'), jpegPhoto(), ascii('after'))
    expect(accepted(buffer.subarray(6, -5))).toEqual(accepted(jpegPhoto()))
  })
})

describe('what a resident is told', () => {
  test('an empty file is empty', () => expect(refusal(new Uint8Array())).toBe('photo.empty'))

  test('10 MiB is the limit, to the byte', () => {
    const filler = (size: number) => jpegPhoto({ trailer: new Uint8Array(size - jpegPhoto().length) })
    expect(refusal(filler(PHOTO.maxBytes))).toBe('accepted')
    expect(refusal(filler(PHOTO.maxBytes + 1))).toBe('photo.too_big')
  })

  test('an iPhone photo in Apple’s format is named, so that the setting can be explained', () => {
    for (const brand of ['heic', 'heix', 'hevc', 'mif1', 'msf1']) expect(refusal(heicFile(brand))).toBe('photo.heic')
  })

  test('whatever is no JPEG, PNG or WebP is refused, whatever it is called', () => {
    const others = {
      svg: ascii('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      html: ascii('<!doctype html><script>alert(1)</script>'),
      pdf: ascii('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'),
      gif: ascii('GIF89a\x01\x00\x01\x00\x00\x00\x00;'),
      bmp: ascii('BM\x3a\0\0\0\0\0\0\0'),
      tiff: Array.from(exifBody({ make: 'SnapCorp' })),
      zip: ascii('PK\x03\x04'),
      wave: ascii('RIFF\x24\0\0\0WAVEfmt '),
      oneByte: [0xff],
    }
    for (const [name, bytes] of Object.entries(others))
      expect([name, refusal(Uint8Array.from(bytes))]).toEqual([name, 'photo.wrong_type'])
    expect(refusal(heicFile('avif', ['mif1', 'miaf']))).toBe('photo.wrong_type')
    expect(refusal(heicFile('mif1', ['avif']))).toBe('photo.wrong_type')
  })

  test('a web page that begins like a photo is refused', () => {
    const page = ascii('<html><script>alert(1)</script>')
    expect(refusal(joined([0xff, 0xd8, 0xff, 0xfe], page))).toBe('photo.broken')
    expect(refusal(joined([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0], page))).toBe('photo.broken')
    expect(refusal(joined([0x89], ascii('PNG\r\n\x1a\n'), page))).toBe('photo.broken')
    expect(refusal(joined(ascii('RIFF\x08\0\0\0WEBP'), page))).toBe('photo.broken')
  })

  test('a moving picture is refused', () => {
    expect(refusal(pngPhoto({ animated: true }))).toBe('photo.animated')
    expect(refusal(webpPhoto({ animated: true }))).toBe('photo.animated')
    // The flag alone is enough, and so are the frames alone.
    const flagged = altered(webpPhoto({ xmp: true }), ascii('VP8X\x0a\0\0\0\x04'), ascii('VP8X\x0a\0\0\0\x06'))
    expect(refusal(flagged)).toBe('photo.animated')
    expect(
      refusal(altered(webpPhoto({ animated: true }), ascii('VP8X\x0a\0\0\0\x02'), ascii('VP8X\x0a\0\0\0\0'))),
    ).toBe('photo.animated')
  })

  test('kinds of JPEG that viewers do not show are refused', () => {
    for (const frame of [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]) {
      expect(refusal(altered(jpegPhoto(), [0xff, 0xc0, 0, 17], [0xff, frame, 0, 17]))).toBe('photo.broken')
    }
    expect(refusal(altered(jpegPhoto(), [0xff, 0xc0, 0, 17, 8], [0xff, 0xc0, 0, 17, 12]))).toBe('photo.broken')
  })
})
