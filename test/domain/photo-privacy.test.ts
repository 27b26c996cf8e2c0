import { expect, test } from 'vitest'
import { inspectPhoto } from '../../functions/photos/inspect-photo.ts'
import { indexOf } from '../fixtures/bytes.ts'
import { readByExiftool, type Tags } from '../fixtures/exiftool.ts'
import { jpegPhoto, pngPhoto, tellTalePhoto, webpPhoto } from '../fixtures/photos.ts'

const clean = (photo: Uint8Array): Uint8Array => {
  const outcome = inspectPhoto(photo)
  if (!outcome.ok) throw new Error(`refused: ${outcome.issues[0]?.code}`)
  return outcome.value.bytes
}
const told = { gps: [31.2989, 120.5853] as [number, number], make: 'SnapCorp' }
const secrets = [
  'SnapCorp',
  'PowerSnap',
  'SnapOS',
  'SERIAL',
  'LENS-',
  'Suzhou',
  'Zhang',
  'Canon',
  '2026:03:04',
  'secret-tail',
]
const SLOW = 60_000

/** All that exiftool may find in a photo we keep: what the picture is, never what it tells. */
const HARMLESS = [
  /^File:(FileType|FileTypeExtension|MIMEType|ExifByteOrder|ImageWidth|ImageHeight)$/,
  /^File:(EncodingProcess|BitsPerSample|ColorComponents|YCbCrSubSampling)$/,
  /^JFIF:(JFIFVersion|ResolutionUnit|XResolution|YResolution)$/,
  /^Adobe:(DCTEncodeVersion|APP14Flags0|APP14Flags1|ColorTransform)$/,
  /^PNG:(ImageWidth|ImageHeight|BitDepth|ColorType|Compression|Filter|Interlace|Gamma|Palette)$/,
  /^RIFF:(WebP_Flags|ImageWidth|ImageHeight|AlphaIsUsed|AlphaPreprocessing|AlphaFiltering|AlphaCompression)$/,
  /^RIFF:(VP8Version|HorizontalScale|VerticalScale)$/,
  /^IFD0:Orientation$/,
  /^Composite:(ImageSize|Megapixels)$/,
]
const telling = (tags: Tags = {}) => Object.keys(tags).filter((tag) => !HARMLESS.some((kind) => kind.test(tag)))

test('a JPEG that tells everything comes out telling nothing', { timeout: SLOW }, async () => {
  const photo = tellTalePhoto()
  const [before, after] = await readByExiftool([photo, clean(photo)])
  expect(telling(before)).toEqual(
    expect.arrayContaining([
      ...['GPS:GPSLatitude', 'GPS:GPSDateStamp', 'IFD0:Make', 'IFD0:Model', 'IFD0:ModifyDate', 'IFD0:Software'],
      ...['ExifIFD:SerialNumber', 'ExifIFD:LensSerialNumber', 'ExifIFD:DateTimeOriginal', 'IFD1:ThumbnailImage'],
      ...['JFXX:ThumbnailImage', 'CIFF:Model', 'XMP-photoshop:City', 'IPTC:City', 'ICC_Profile:ProfileDescription'],
      ...['MPF0:NumberOfImages', 'MPImage2:MPImageLength', 'File:Comment'],
    ]),
  )
  expect(telling(after)).toEqual([])
})

test('PNG and WebP come out telling nothing', { timeout: SLOW }, async () => {
  const photos = [
    pngPhoto({ ...told, texts: true, trailer: 'secret-tail' }),
    pngPhoto({ ...told, lateExif: true }),
    webpPhoto({ ...told, xmp: true, icc: true, trailer: 'secret-tail' }),
    webpPhoto({ ...told, lossy: true, xmp: true }),
  ]
  const before = await readByExiftool(photos)
  for (const tags of before) expect(telling(tags)).toEqual(expect.arrayContaining(['GPS:GPSLatitude', 'IFD0:Make']))
  const after = await readByExiftool(photos.map(clean))
  expect(after.map(telling)).toEqual([[], [], [], []])
})

test('no trace of a name, place, date or device is left in the bytes', () => {
  const photos = [
    tellTalePhoto(),
    tellTalePhoto({ progressive: true, restart: 3 }),
    pngPhoto({ ...told, texts: true, trailer: 'secret-tail' }),
    webpPhoto({ ...told, xmp: true, icc: true, trailer: 'secret-tail' }),
  ]
  for (const photo of photos) {
    const kept = clean(photo)
    expect(secrets.filter((secret) => indexOf(photo, secret) >= 0).length).toBeGreaterThan(3)
    expect(secrets.filter((secret) => indexOf(kept, secret) >= 0)).toEqual([])
  }
})

test('an old Canon keeps its model to itself', () => {
  const photo = jpegPhoto({ ciff: true })
  expect(indexOf(photo, 'Canon PowerShot A5')).toBeGreaterThan(0)
  expect(indexOf(clean(photo), 'Canon')).toBe(-1)
  expect(indexOf(clean(photo), 'HEAPJPGM')).toBe(-1)
})

test('a photo holds one picture: no thumbnail, no second one behind it', () => {
  const photo = jpegPhoto({ thumbnail: true, mpf: true, make: 'SnapCorp' })
  const starts = (bytes: Uint8Array) => Array.from(bytes).filter((b, i) => b === 0xff && bytes[i + 1] === 0xd8).length
  expect(starts(photo)).toBe(4)
  expect(starts(clean(photo))).toBe(1)
})

test('an archive or a web page behind the picture is cut off', () => {
  for (const trailer of ['PK\x03\x04secret-tail', '<script>secret-tail</script>', '\xff\xd9', '\xff\xd8\xff\xe0']) {
    expect(clean(jpegPhoto({ trailer }))).toEqual(clean(jpegPhoto()))
    expect(clean(pngPhoto({ trailer }))).toEqual(clean(pngPhoto()))
    expect(clean(webpPhoto({ trailer }))).toEqual(clean(webpPhoto()))
  }
})

test('every photo stays the right way up', { timeout: SLOW }, async () => {
  const ways = [1, 2, 3, 4, 5, 6, 7, 8]
  const photos = ways.flatMap((orientation) => [
    tellTalePhoto({ orientation }),
    pngPhoto({ ...told, orientation }),
    webpPhoto({ ...told, orientation }),
  ])
  const [before, after] = [await readByExiftool(photos), await readByExiftool(photos.map(clean))]
  const said = (tags: Tags) => tags['IFD0:Orientation'] ?? 'Horizontal (normal)'
  expect(new Set(before.map(said)).size).toBe(8)
  expect(after.map(said)).toEqual(before.map(said))
  expect(after.flatMap(telling)).toEqual([])
})
